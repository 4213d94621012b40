// What the leads' pages share: forms that keep what was typed, problems beside the field they are about.
import { call, inWords, say, showProblem } from "./api.js";
import { element } from "./parts.js";

export const lead = document.querySelector(".lead")?.dataset ?? {};
export const operates = lead.operates === "true";
export const compares = lead.compares === "true";
export const byId = (id) => document.getElementById(id);

export const patch = (path, body) => call("PATCH", path, body);
export const drop = (path) => call("DELETE", path);

const PERCENT = 100;

// What people type as a decimal number, with a point or a comma; as it is where it is none, so that the service says so.
function decimal(text) {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

const share = (text) => {
  const percent = decimal(text);
  return typeof percent === "number" ? Number((percent / PERCENT).toPrecision(12)) : percent;
};

const whole = (text) => decimal(text);

const READ = {
  overlap: whole, k: whole, screeningTasks: whole, goldShare: share, screeningThreshold: share,
  everyone: (text) => text === "true",
  policies: (text) => text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean),
};

// The fields of a form as the body of a project: what is hidden or not there is left out.
export function projectBody(form) {
  const body = {};
  for (const field of form.elements) {
    const hidden = field.closest("[hidden]");
    if (!field.name || hidden || field.type === "file" || ((field.type === "radio" || field.type === "checkbox") && !field.checked)) {
      continue;
    }
    if (field.name === "temperature" || field.name === "maxTokens") {
      body.sampling = { ...body.sampling, [field.name]: decimal(field.value) };
    } else if (field.name === "member") {
      body.members = [...(body.members ?? []), field.value];
    } else {
      body[field.name] = (READ[field.name] ?? ((text) => text))(field.value);
    }
  }
  if (body.everyone === false) {
    body.members ??= [];
  } else {
    delete body.members;
  }
  return body;
}

function placeOf(form) {
  return form.querySelector("[data-problem]");
}

// The field that a problem names: its detail begins with the name, as in "overlap must be between …".
function fieldOf(form, problem) {
  const names = new Set([...form.elements].map((field) => field.name).filter(Boolean));
  const word = (problem.message.match(/[A-Za-z]+/g) ?? []).find((found) => names.has(found));
  const found = word ? form.elements[word] : undefined;
  return found instanceof RadioNodeList ? found[0] : found;
}

export function clearProblem(form) {
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
  const place = placeOf(form);
  if (place) {
    place.textContent = "";
  } else {
    showProblem(null);
  }
}

export function problemIn(form, problem) {
  const place = placeOf(form);
  if (place) {
    place.textContent = inWords(problem);
  } else {
    showProblem(problem);
  }
  const field = fieldOf(form, problem);
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  } else {
    place?.scrollIntoView({ block: "nearest" });
  }
}

// Runs the work when the form is sent; what was typed stays in it until the work is done.
export function onSubmit(form, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    clearProblem(form);
    try {
      await work();
    } catch (problem) {
      problemIn(form, problem);
    } finally {
      button.disabled = false;
    }
  });
}

export function onClick(button, work) {
  button?.addEventListener("click", async () => {
    button.disabled = true;
    showProblem(null);
    try {
      await work();
    } catch (problem) {
      showProblem(problem);
    } finally {
      button.disabled = false;
    }
  });
}

// Keeps what is typed in this tab, so that a reload or a sign-in in between loses nothing.
export function remember(form, name) {
  const key = `form:${location.pathname}:${name}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept) {
    for (const field of form.elements) {
      if (field.name && field.type !== "file" && !field.readOnly && kept[field.name] !== undefined) {
        if (field.type === "radio" || field.type === "checkbox") {
          field.checked = kept[field.name].includes(field.value);
        } else {
          field.value = kept[field.name][0];
        }
      }
    }
    say("What you had typed here before is still there and not saved yet.");
  }
  form.addEventListener("input", () => {
    const now = {};
    for (const field of form.elements) {
      if (field.name && field.type !== "file") {
        now[field.name] ??= [];
        if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) {
          now[field.name].push(field.value);
        }
      }
    }
    sessionStorage.setItem(key, JSON.stringify(now));
  });
  return () => sessionStorage.removeItem(key);
}

// The forms that there are, to choose from.
export async function offerForms(ask) {
  for (const list of document.querySelectorAll("[data-forms]")) {
    for (const form of (await ask("/v1/forms")) ?? []) {
      list.append(element("option", { value: form.version, label: `${form.questions.length} questions` }));
    }
  }
}

// Labelers to choose from, shown where not everybody may work.
export async function offerMembers(form, ask) {
  const place = form.querySelector("[data-members]");
  if (!place) {
    return;
  }
  const chosen = new Set(place.dataset.members.split(" ").filter(Boolean));
  const labelers = (await ask("/v1/labelers")) ?? [];
  place.append(...labelers.map((labeler) => element("label", { className: "check" },
    element("input", { type: "checkbox", name: "member", value: labeler.pseudonym, checked: chosen.has(labeler.pseudonym) }),
    element("span", { textContent: labeler.simulated ? `${labeler.name} (simulated)` : labeler.name }))));
  if (!labelers.length) {
    place.append(element("p", { className: "hint", textContent: "No labeler is registered yet." }));
  }
  const show = () => { place.hidden = form.elements.everyone.value !== "false"; };
  form.addEventListener("change", show);
  show();
}

const FORMATS = { jsonl: "jsonl", json: "jsonl", csv: "csv", parquet: "parquet" };

// Sends a file of prompts as it is; the first bad rows are shown where it is refused.
export async function uploadPrompts(form, project, namespace, Problem) {
  const [file] = form.elements.file.files;
  const rows = form.querySelector("[data-rows]");
  rows.hidden = true;
  rows.replaceChildren();
  if (!file) {
    throw new Problem("REQUEST_INVALID", "file: choose a file of prompts first.");
  }
  const format = FORMATS[file.name.split(".").pop().toLowerCase()];
  if (!format) {
    throw new Problem("REQUEST_INVALID", `file: “${file.name}” is neither JSONL nor CSV nor Parquet.`);
  }
  let response;
  try {
    response = await fetch(`/v1/projects/${encodeURIComponent(project)}/prompts/file?format=${format}&namespace=${encodeURIComponent(namespace)}`, {
      method: "POST", headers: { "Content-Type": "application/octet-stream", Accept: "application/json" }, body: file,
    });
  } catch {
    throw new Problem("OFFLINE", "The service does not answer.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    for (const row of answer.rows ?? []) {
      rows.append(element("li", { value: row.row, textContent: `${row.field ? `${row.field}: ` : ""}${row.detail} (${row.code})` }));
    }
    rows.hidden = !rows.children.length;
    throw new Problem(answer.code ?? String(response.status), answer.detail ?? response.statusText, response.status);
  }
  return answer;
}
