// Drafts: each change is in this browser at once and at the service a moment later, so neither a reload nor another device, a sign-out
// or a restart of the service loses anything. Of two drafts of one task the newer is used, and the other is offered.
import { Problem, call, labeler, put } from "./api.js";
import { timeOfDay } from "./parts.js";

const QUIET_MILLIS = 1200;
const LONGEST_MILLIS = 10_000;
const RETRY_MILLIS = 5_000;
const KEEPALIVE_BYTES = 60_000;

function readLocal(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

// The same JSON, whatever the order of keys.
export function same(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") {
    return a === b;
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}

// Which of the two to go on with: { content, other } where other is the one not used, if it holds something else.
export function newer(local, served) {
  if (!served) {
    return { content: local?.content ?? null, other: null };
  }
  if (!local || !local.unsaved) {
    return { content: served.content, other: null };
  }
  if (same(local.content, served.content)) {
    return { content: served.content, other: null };
  }
  const builtOn = local.basedOn === served.savedAt;
  const later = local.changedAt > Date.parse(served.savedAt);
  return builtOn || later
    ? { content: local.content, other: builtOn ? null : served.content }
    : { content: served.content, other: local.content };
}

export class Draft {
  #key;
  #path;
  #lease;
  #show;
  #content = null;
  #savedAt;
  #unsaved = false;
  #timer = 0;
  #since = 0;
  #sending = null;
  #closed = false;
  #away = false;

  // path: where the service keeps it; null where only this browser does. lease: under which. show: told what became of it, as a line.
  constructor(id, path, lease, show) {
    this.#key = `draft:${labeler}:${id}`;
    this.#path = path;
    this.#lease = lease;
    this.#show = show;
    this.onLeave = ({ type }) => this.#leave(type === "pagehide" || document.hidden);
    this.onBack = () => { if (this.#unsaved) { this.#schedule(0); } };
    window.addEventListener("pagehide", this.onLeave);
    window.addEventListener("online", this.onBack);
    document.addEventListener("visibilitychange", this.onLeave);
  }

  // What to go on with, from the service's draft (if it has one) and this browser's.
  open(served) {
    const local = readLocal(this.#key);
    const chosen = newer(local, served);
    this.#content = chosen.content;
    this.#savedAt = served?.savedAt ?? null;
    this.#unsaved = Boolean(local?.unsaved && chosen.content === local.content);
    if (this.#unsaved) {
      this.#tell("Not saved yet", "waiting");
      this.#schedule(QUIET_MILLIS);
    } else {
      this.#tell(served ? `Draft saved ${timeOfDay(served.savedAt)}` : "", "saved");
    }
    return chosen;
  }

  change(content) {
    this.#content = content;
    this.#unsaved = true;
    this.#keepHere();
    this.#tell(this.#path ? "Not saved yet" : "Kept on this device", this.#path ? "waiting" : "saved");
    this.#schedule(QUIET_MILLIS);
  }

  // Saves now; true when the service has it.
  async save() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#path || this.#content === null) {
      return false;
    }
    await this.#sending;
    if (this.#closed) {
      return false;
    }
    this.#sending = this.#send();
    const saved = await this.#sending;
    this.#sending = null;
    return saved;
  }

  // The work is handed in or given back: nothing is to be kept.
  async close({ drop }) {
    this.#closed = true;
    clearTimeout(this.#timer);
    window.removeEventListener("pagehide", this.onLeave);
    window.removeEventListener("online", this.onBack);
    document.removeEventListener("visibilitychange", this.onLeave);
    await this.#sending;
    if (drop) {
      localStorage.removeItem(this.#key);
      this.#tell("", "saved");
    }
  }

  #keepHere() {
    const kept = { content: this.#content, changedAt: Date.now(), basedOn: this.#savedAt, unsaved: this.#unsaved };
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      this.#tell("This browser keeps nothing more: save the draft", "failed");
    }
  }

  #schedule(wait) {
    if (!this.#path || this.#closed) {
      return;
    }
    const now = Date.now();
    if (!this.#timer) {
      this.#since = now;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), Math.max(0, Math.min(wait, this.#since + LONGEST_MILLIS - now)));
  }

  async #send() {
    const content = this.#content;
    this.#tell("Saving…", "waiting");
    try {
      const { savedAt } = await put(this.#path, { content, lease: this.#lease });
      this.#savedAt = savedAt;
      this.#away = false;
      this.#unsaved = content !== this.#content;
      if (!this.#closed) {
        this.#keepHere();
        this.#tell(this.#unsaved ? "Not saved yet" : `Draft saved ${timeOfDay(savedAt)}`, this.#unsaved ? "waiting" : "saved");
      }
      return true;
    } catch (problem) {
      this.#failed(problem);
      return false;
    }
  }

  #failed(problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    const why = problem.code === "UNAUTHENTICATED" ? "you are signed out"
      : problem.passes ? "the service does not answer" : problem.message;
    this.#away = problem.passes;
    this.#tell(`Kept on this device only: ${why}`, "failed");
    if (problem.passes || problem.code === "UNAUTHENTICATED") {
      this.#schedule(RETRY_MILLIS);
    }
  }

  // What a page sends while it goes is sent unseen: after a silence of the service another device may have saved something since.
  #leave(leaving) {
    const body = { content: this.#content, lease: this.#lease };
    if (this.#unsaved && !this.#away && this.#path && leaving && JSON.stringify(body).length < KEEPALIVE_BYTES) {
      call("PUT", this.#path, body, { keepalive: true })
        .then(({ savedAt }) => { this.#savedAt = savedAt; })
        .catch(() => {});
    }
  }

  #tell(text, state) {
    this.#show(text, state);
  }
}
