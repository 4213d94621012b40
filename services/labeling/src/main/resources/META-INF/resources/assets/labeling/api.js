// Calls to the service: each ends in a value or in a problem that can be shown.

export class Problem extends Error {
  constructor(code, detail, status = 0) {
    super(detail);
    this.code = code;
    this.status = status;
  }

  // The service may answer later what it did not answer now.
  get passes() {
    return this.code === "OFFLINE" || this.status >= 500 || this.status === 429;
  }
}

const page = document.querySelector("[data-namespace]")?.dataset ?? {};
export const namespace = page.namespace ?? "";
export const project = page.project ?? "";
export const labeler = page.labeler ?? "";

// A labeler's day begins where they are.
const zone = encodeURIComponent(new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC");

export const inProject = (path) => `/v1/projects/${encodeURIComponent(project)}/${path}`;

export const ownProgress = inProject(`my/progress?zone=${zone}`);

// How many answers of leads this labeler has looked at.
const SEEN = `answers-seen:${labeler}:${project}`;
export const answersSeen = () => Number(localStorage.getItem(SEEN) ?? 0);
export const sawAnswers = (count) => localStorage.setItem(SEEN, String(count));

export async function call(method, path, body, { keepalive = false } = {}) {
  const [place, query] = path.split("?");
  let response;
  try {
    response = await fetch(`${place}?namespace=${encodeURIComponent(namespace)}${query ? `&${query}` : ""}`, {
      method,
      keepalive,
      headers: body === undefined ? { Accept: "application/json" } : { "Content-Type": "application/json", Accept: "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem("OFFLINE", "The service does not answer.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Problem(answer.code ?? String(response.status), answer.detail || response.statusText || "The service refused this.", response.status);
  }
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const put = (path, body, options) => call("PUT", path, body, options);

// What is asked for where the page can do without: null when the service does not have it or does not answer.
export const ask = (path) => get(path).catch(() => null);

const CLEAR_WORDS = {
  OFFLINE: "The service does not answer. What you did is kept on this device; try again in a moment.",
  UNAUTHENTICATED: "You are signed out. What you did is kept on this device: open a fresh sign-in link in another tab, then go on here.",
  LEASE_LOST: "Your time for this task ran out, and somebody else has it now. You can still submit: the work is kept, and counts if a place is free.",
  TASK_CLOSED: "This task was closed meanwhile. What was recorded before stays as it is.",
  SUBMISSION_CONFLICT: "This task has another version of your work, maybe from another tab. Nothing of yours is lost: look under My work.",
  PROJECT_PAUSED: "This project is paused. What you did is kept.",
  PROJECT_CLOSED: "This project is closed.",
  NOT_A_MEMBER: "You are not on the list of people who work on this project.",
};

export function inWords(problem) {
  const words = CLEAR_WORDS[problem.code] ?? (problem.status >= 500
    ? "The service has a problem of its own. What you did is kept on this device; try again in a moment."
    : problem.message);
  return problem.code ? `${words} (${problem.code})` : words;
}

export function showProblem(problem) {
  const place = document.getElementById("problem");
  const text = problem ? inWords(problem) : "";
  if (place.textContent !== text) {
    place.textContent = text;
  }
  if (problem) {
    place.scrollIntoView({ block: "nearest" });
  }
}

// Something that is worth a line on the page.
export function say(text) {
  document.getElementById("status").textContent = text;
}

// Something that the eye sees by itself, for those who listen.
export function announce(text) {
  const place = document.getElementById("announce");
  place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}
