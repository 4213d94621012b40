// What all kinds of work share: a task comes, is worked on, is handed in; or work that was handed in is changed.
import { Problem, announce, answersSeen, ask, get, inProject, inWords, namespace, ownProgress, post, project, say, showProblem } from "./api.js";
import { dialogs } from "./dialogs.js";
import { Draft } from "./drafts.js";
import { badge, duration } from "./parts.js";
import { plainSwitch, reading } from "./reading.js";

const RENEW_EVERY_MILLIS = 4 * 60 * 1000;

const CLOSED = new Problem("TASK_CLOSED", "");

const byId = (id) => document.getElementById(id);

// Who does nothing for so long is reading no more, but away.
const AWAY_MILLIS = 10 * 60 * 1000;

// Time that the page was in view and in use, in ms.
function stopwatch() {
  const now = () => performance.now();
  let seen = 0;
  let since = now();
  let last = now();
  const running = () => (document.hidden ? 0 : Math.max(0, Math.min(now(), last + AWAY_MILLIS) - since));
  const away = () => now() > last + AWAY_MILLIS;
  const touched = () => {
    if (away()) {
      seen += running();
      since = now();
    }
    last = now();
  };
  for (const type of ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "input"]) {
    document.addEventListener(type, touched, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      seen += Math.max(0, Math.min(now(), last + AWAY_MILLIS) - since);
    } else {
      since = now();
      last = now();
    }
  });
  return {
    from: (millis) => { seen = millis; since = now(); last = now(); },
    millis: () => Math.round(seen + running()),
    away,
  };
}

// work: { empty(), show(task, content, desk), body(content), submitted: "comparison" } of one kind of work.
export class Desk {
  #work;
  #watch = stopwatch();
  #letGo = () => {};
  #draft = null;
  #busy = false;
  #running = Promise.resolve();
  #other = null;
  #revised = new URLSearchParams(location.search).get("revise");

  constructor(work) {
    this.#work = work;
    this.task = null;
    this.content = null;
    this.place = byId("work");
    plainSwitch(byId("plain"));
    dialogs(this);
    byId("look-again").addEventListener("click", () => { showProblem(null); this.start(); });
    byId("save").addEventListener("click", () => this.#guard(() => this.#saveNow()));
    byId("submit").addEventListener("click", () => this.forward());
    byId("opt-out").addEventListener("change", ({ target }) => { byId("reveal").disabled = target.checked; });
    byId("other-draft").querySelector("button").addEventListener("click", () => this.#takeOther());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]") && !this.place.hidden) {
        event.preventDefault();
        this.forward();
      }
    });
  }

  get revising() { return this.sent !== null; }

  start() {
    return this.#guard(() => this.#begin(""));
  }

  // Keeps what is done from now on.
  changed(content) {
    this.content = content;
    this.#draft?.change({ ...content, comment: this.comment, millis: this.#watch.millis(), revealed: true, revises: this.sent?.revision });
  }

  setComment(comment) {
    this.comment = comment;
    this.#showComment();
    this.changed(this.content);
  }

  forward() {
    return this.#guard(async () => {
      showProblem(null);
      const open = this.#work.next();
      if (open === "submit") {
        await (this.revising && !this.sent.editable ? Promise.reject(CLOSED) : this.#submit());
      }
    });
  }

  // The task is out of the labeler's hands; the next one comes, once what is under way is done.
  async leave(task, done) {
    await this.#running;
    if (this.task?.id === task.id) {
      await this.#guard(() => this.#onward(done));
    }
  }

  async #onward(done) {
    await this.#draft?.close({ drop: true });
    await this.#begin(done);
  }

  async #begin(done) {
    this.#letGo();
    this.#draft?.close({ drop: false });
    this.#draft = null;
    this.sent = null;
    const task = await (this.#revised ? this.#handedIn() : this.#next()).catch((problem) => {
      this.#rest(done);
      throw problem;
    });
    this.task = task;
    this.#showPace();
    if (!task) {
      this.#rest(`${done}There is nothing to do in this project now.`);
      return;
    }
    say(`${done}${this.#instruct(task)}`);
    this.place.hidden = true;
    this.#lay(task);
  }

  // No task is at hand.
  #rest(why) {
    say(why);
    this.task = null;
    this.place.hidden = true;
    for (const part of ["gate", "tools", "sent-back", "other-draft"]) {
      byId(part).hidden = true;
    }
    byId("nothing").hidden = false;
    byId("look-again").focus();
  }

  async #next() {
    let task;
    try {
      task = await post(inProject("next-task"));
    } catch (problem) {
      if (problem.code === "NO_TASK") {
        return null;
      }
      throw problem;
    }
    if (task.sentBack) {
      const { submission, revision, comment, content, labelerComment } = task.sentBack;
      this.sent = { id: submission, revision, editable: true, reviewComment: comment, content, comment: labelerComment };
    }
    return task;
  }

  async #handedIn() {
    const sent = await get(`/v1/submissions/${encodeURIComponent(this.#revised)}/mine`);
    this.sent = sent;
    const draft = sent.editable ? await ask(`/v1/tasks/${sent.task.id}/draft`) : null;
    return { ...sent.task, draft };
  }

  #lay(task) {
    const leased = Boolean(task.lease);
    const draftId = leased ? task.id : `revision:${this.sent.id}`;
    this.#draft = new Draft(draftId, leased || this.sent.editable ? `/v1/tasks/${task.id}/draft` : null, task.lease?.id, (text, state) => {
      const place = byId("saved");
      place.textContent = text;
      place.dataset.state = state;
    });
    const { content, other } = this.#ofThisRevision(this.#draft.open(task.draft ?? null));
    this.#other = other;
    byId("other-draft").hidden = !other;
    this.#showTask(task);
    const known = content ?? this.sent?.content ?? null;
    const warns = (task.sensitive || task.contentWarning) && !this.sent && !content?.revealed;
    this.#letGo = leased ? this.#keep(task) : () => {};
    if (warns) {
      this.#warn(task, known);
    } else {
      this.#open(known);
    }
  }

  // A draft that changes an earlier revision than there is now is offered, and not put in its place.
  #ofThisRevision({ content, other }) {
    return content?.revises === undefined || content.revises === this.sent?.revision
      ? { content, other }
      : { content: null, other: content };
  }

  #open(content) {
    const { comment, millis, revealed, revises, ...own } = content ?? {};
    this.comment = comment ?? this.sent?.comment ?? "";
    this.content = content ? { ...this.#work.empty(this.task), ...own } : this.#work.empty(this.task);
    this.#watch.from(millis ?? 0);
    this.#showComment();
    byId("gate").hidden = true;
    byId("nothing").hidden = true;
    byId("tools").hidden = false;
    byId("comment-open").hidden = false;
    this.place.hidden = false;
    this.#work.show(this.task, this.content);
    byId("save").hidden = !this.task.lease && !this.sent?.editable;
    byId("skip-open").hidden = !this.task.lease;
  }

  #takeOther() {
    const content = this.#other;
    this.#other = null;
    byId("other-draft").hidden = true;
    this.#open(content);
    this.changed(this.content);
    announce("The other draft is shown.");
  }

  // Until the task is shown there is nothing to hand in or to remark on: what the page holds is of the task before.
  #warn(task, content) {
    byId("comment-open").hidden = true;
    byId("opt-out").checked = false;
    byId("reveal").disabled = false;
    byId("gate-warning").textContent = task.contentWarning || "This task is marked as sensitive.";
    byId("gate").hidden = false;
    byId("tools").hidden = false;
    byId("nothing").hidden = true;
    byId("reveal").onclick = () => this.#open(content);
    byId("gate-title").focus();
  }

  #showTask(task) {
    const instruction = { text: task.prompt, html: task.promptHtml, language: task.language };
    byId("prompt").replaceChildren(reading(instruction, "instruction", "the instruction"));
    const marks = [task.style ? "" : task.category, task.language, task.sensitive ? "sensitive" : ""].filter(Boolean).map((mark) => badge(mark));
    byId("marks").replaceChildren(...marks);
    const banner = byId("sent-back");
    banner.hidden = !this.sent;
    if (this.sent) {
      const { reviewComment, editable } = this.sent;
      banner.querySelector("strong").textContent = !editable
        ? "This task is closed: you can read what you handed in, and not change it."
        : reviewComment ? "Sent back to you:" : "You are changing work that you handed in.";
      banner.querySelector("span").textContent = reviewComment ? ` ${reviewComment}` : "";
    }
  }

  // The instructions under which the task was handed out; a page that stays open all day sees them change.
  #instruct({ lease, guidelinesHtml, guidelinesVersion }) {
    const button = byId("guidelines-open");
    if (!lease || button.textContent === `Instructions v${guidelinesVersion}`) {
      return "";
    }
    button.textContent = `Instructions v${guidelinesVersion}`;
    byId("guidelines-title").textContent = `Instructions, version ${guidelinesVersion}`;
    byId("guidelines-dialog").querySelector(".prose").innerHTML = guidelinesHtml; // rendered by the service, as in reading.js
    return `The instructions are now version ${guidelinesVersion}.`;
  }

  #showComment() {
    byId("comment-open").textContent = this.comment ? "Comment ✓" : "Comment";
  }

  async #showPace() {
    const pace = await ask(ownProgress);
    byId("pace").textContent = pace
      ? [`${pace.today} today`, ...(pace.medianMillis ? [`${duration(pace.medianMillis)} each`] : []),
        ...(pace.tasksLeft === undefined ? [] : [`${pace.tasksLeft} left`])].join(" · ")
      : "";
    byId("answers").hidden = !pace || pace.questionsAnswered <= answersSeen();
  }

  async #saveNow() {
    this.changed(this.content);
    if (await this.#draft.save()) {
      announce("Draft saved.");
    }
  }

  async #submit() {
    const { task, sent } = this;
    const body = {
      ...this.#work.body(this.content),
      ...(this.comment ? { comment: this.comment } : {}),
      durationMillis: this.#watch.millis(),
    };
    const recorded = sent
      ? await post(`/v1/submissions/${sent.id}/revision`, { ...body, basedOn: sent.revision, idempotencyKey: `${sent.id}-${sent.revision}` })
      : await post(`/v1/tasks/${task.id}/${this.#work.submitted}`, { ...body, lease: task.lease.id, idempotencyKey: task.lease.id });
    if (this.#revised) {
      await this.#draft.close({ drop: true });
      location.assign(`/mine/${encodeURIComponent(project)}?namespace=${encodeURIComponent(namespace)}`);
      return;
    }
    await this.#onward(recorded.state === "surplus"
      ? "Recorded as surplus: all places of that task were taken meanwhile. It is kept. "
      : "Recorded. ");
  }

  // Renews the hold on a task while its page is in use.
  #keep(task) {
    const timer = setInterval(() => {
      if (!document.hidden && !this.#watch.away()) {
        post(`/v1/tasks/${task.id}/lease`, { lease: task.lease.id }).catch((problem) => {
          if (problem.code === "LEASE_LOST") {
            say(inWords(problem));
            clearInterval(timer);
          }
        });
      }
    }, RENEW_EVERY_MILLIS);
    return () => clearInterval(timer);
  }

  // One thing at a time; what goes wrong is shown.
  #guard(deed) {
    if (!this.#busy) {
      this.#busy = true;
      this.#running = this.#carryOut(deed);
    }
    return this.#running;
  }

  async #carryOut(deed) {
    this.place.setAttribute("aria-busy", "true");
    try {
      await deed();
    } catch (problem) {
      showProblem(problem);
    } finally {
      this.#busy = false;
      this.place.removeAttribute("aria-busy");
    }
  }
}
