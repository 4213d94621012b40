// The small dialogs beside the work: skip, flag, a question to the lead, a comment, the instructions.
import { inWords, post, put, say } from "./api.js";

const byId = (id) => document.getElementById(id);

// crypto.randomUUID is there on https and on this machine only.
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function chosen(form, name) {
  return form.querySelector(`input[name="${name}"]:checked`)?.value;
}

// Opens a dialog with its button; sends its form, and says in the dialog what went wrong.
function dialog(name, { opened = () => {}, send }) {
  const box = byId(`${name}-dialog`);
  const form = box.querySelector("form");
  const wrong = box.querySelector("[role=alert]");
  let sending = false;
  byId(`${name}-open`).addEventListener("click", () => {
    wrong?.replaceChildren();
    opened(form);
    box.showModal();
  });
  box.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => box.close()));
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) {
      return;
    }
    sending = true;
    const problem = await send(form).then(() => null, (refused) => refused);
    sending = false;
    if (problem) {
      wrong.textContent = inWords(problem);
      return;
    }
    form.reset();
    box.close();
  });
  return box;
}

export function dialogs(desk) {
  const text = (form) => form.querySelector("textarea").value.trim();

  // The task that was there when a dialog was opened: a submission under way may bring the next one behind it.
  let task;
  const opened = () => { task = desk.task; };
  const skip = async (left, reason, comment) => {
    await post(`/v1/tasks/${left.id}/skip`, { lease: left.lease.id, reason, ...(comment ? { comment } : {}) });
    desk.leave(left, "Skipped. ");
  };

  dialog("guidelines", { send: async () => {} });

  dialog("skip", {
    opened,
    send: async (form) => {
      const reason = chosen(form, "reason");
      if (!reason) {
        throw new Error("Please choose a reason.");
      }
      if (reason === "other" && !text(form)) {
        throw new Error("Please say why in a few words.");
      }
      if (!task.lease) {
        throw new Error("This is work that you handed in before; there is nothing to skip.");
      }
      await skip(task, reason, text(form));
    },
  });

  dialog("flag", {
    opened,
    send: async (form) => {
      const kind = chosen(form, "kind");
      if (!kind) {
        throw new Error("Please choose what is wrong with it.");
      }
      await post(`/v1/tasks/${task.id}/flags`, { kind, ...(text(form) ? { comment: text(form) } : {}) });
      say("Flagged; the lead sees it. You can go on with the task, or skip it.");
    },
  });

  // A question is asked once, however often it has to be sent: another text is another question.
  let asked = {};
  dialog("ask", {
    opened,
    send: async (form) => {
      if (!text(form)) {
        throw new Error("Please write your question.");
      }
      if (asked.task !== task.id || asked.text !== text(form)) {
        asked = { task: task.id, text: text(form), key: randomKey() };
      }
      await post(`/v1/tasks/${task.id}/questions`, { text: asked.text, idempotencyKey: asked.key });
      asked = {};
      say("Asked. The answer will be under My work.");
    },
  });

  dialog("comment", {
    opened: (form) => { form.querySelector("textarea").value = desk.comment; },
    send: async (form) => desk.setComment(text(form)),
  });

  byId("gate-skip").addEventListener("click", async () => {
    const left = desk.task;
    try {
      if (byId("opt-out").checked) {
        await put("/v1/me", { sensitiveOptOut: true });
      }
      await skip(left, "sensitive", "");
    } catch (problem) {
      byId("problem").textContent = inWords(problem);
    }
  });
}
