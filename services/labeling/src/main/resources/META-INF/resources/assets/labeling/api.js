// What both working pages need: calls that end in a value or in a problem that can be shown, drafts, leases.

export class Problem extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

export async function post(path, namespace, body) {
  let response;
  try {
    response = await fetch(`${path}?namespace=${encodeURIComponent(namespace)}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body ?? {}),
    });
  } catch {
    throw new Problem("OFFLINE", "The service does not answer. Nothing is lost: try again in a moment.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Problem(answer.code ?? String(response.status), answer.detail ?? response.statusText);
  }
  return answer;
}

// Drafts live in this browser until the work is submitted: a reload or a closed lid loses nothing.
export const drafts = {
  read: (task) => JSON.parse(localStorage.getItem(`draft:${task}`) ?? "null"),
  write: (task, draft) => localStorage.setItem(`draft:${task}`, JSON.stringify(draft)),
  drop: (task) => localStorage.removeItem(`draft:${task}`),
};

export function showProblem(problem) {
  const place = document.getElementById("problem");
  place.textContent = problem ? `${problem.message} (${problem.code ?? problem.name})` : "";
  if (problem) {
    place.scrollIntoView({ block: "nearest" });
  }
}

export function say(text) {
  document.getElementById("status").textContent = text;
}

const RENEW_EVERY_MILLIS = 4 * 60 * 1000;

// Renews the hold on a task while its page is looked at.
export function keep(task, namespace) {
  const timer = setInterval(() => {
    if (!document.hidden) {
      post(`/v1/tasks/${task.id}/lease`, namespace, { lease: task.lease.id }).catch((problem) => {
        if (problem.code === "LEASE_LOST") {
          say("Somebody else has this task now. You can still submit: it is kept, and counts if a place is free.");
        }
      });
    }
  }, RENEW_EVERY_MILLIS);
  return () => clearInterval(timer);
}

// Time that the page was in view.
export function stopwatch() {
  let seen = 0;
  let since = performance.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      seen += performance.now() - since;
    } else {
      since = performance.now();
    }
  });
  return {
    restart: () => { seen = 0; since = performance.now(); },
    millis: () => Math.round(seen + (document.hidden ? 0 : performance.now() - since)),
  };
}

// Asks for the next task; null when there is none.
export async function nextTask(project, namespace) {
  try {
    return await post(`/v1/projects/${encodeURIComponent(project)}/next-task`, namespace);
  } catch (problem) {
    if (problem.code === "NO_TASK") {
      return null;
    }
    throw problem;
  }
}
