// Calls to the trainer: each ends in a value or in a problem that can be shown.

export class Problem extends Error {
  constructor(code, detail, status = 0) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem("OFFLINE", "The trainer does not answer; it is asked again.");
  }
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    const signedOut = response.status === 401;
    throw new Problem(
      body.code ?? String(response.status),
      signedOut ? "You are signed out: reload the page to sign in." : body.detail || response.statusText || "The trainer refused this.",
      response.status,
    );
  }
  return response;
}

export const get = async (path) => (await answer(path, { headers: { Accept: "application/json" } })).json();

export const post = async (path) => (await answer(path, { method: "POST", headers: { Accept: "application/json" } })).json();

export async function lines(path) {
  const text = await (await answer(path, { headers: { Accept: "application/x-ndjson" } })).text();
  return text.split("\n").filter((line) => line).map((line) => JSON.parse(line));
}

export function showProblem(problem) {
  const place = document.getElementById("problem");
  const text = problem ? `${problem.message}${problem.code ? ` (${problem.code})` : ""}` : "";
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
