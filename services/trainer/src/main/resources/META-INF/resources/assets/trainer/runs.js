// All runs, the newest first; asked for again while somebody looks.
import { get, showProblem } from "./service.js";
import { badge, element, steps, time } from "./words.js";

const PAUSE = 3000;
const list = document.getElementById("runs");

function row(run) {
  const state = element("span");
  badge(state, run);
  const facts = [run.kind, steps(run.progress), run.published.at(-1) ?? `publishes ${run.output}`, time(run.createdAt)];
  return element(
    "li",
    { class: "panel" },
    element("a", { href: `/runs/${encodeURIComponent(run.id)}` }, run.id),
    state,
    element("span", { class: "hint" }, facts.join(" · ")),
    ...(run.failure ? [element("span", { class: "hint wide" }, `${run.failure.code}: ${run.failure.message}`)] : []),
  );
}

let shown = "";

async function show() {
  if (document.hidden) {
    return;
  }
  try {
    const runs = (await get("/v1/runs")).reverse();
    const now = JSON.stringify(runs.map((run) => [run.id, run.state, run.progress.step, run.published, run.failure]));
    if (now !== shown) {
      shown = now;
      const focused = document.activeElement?.getAttribute("href");
      list.replaceChildren(...runs.map(row));
      document.getElementById("none").hidden = runs.length > 0;
      if (focused) {
        list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
      }
    }
    showProblem(null);
  } catch (problem) {
    showProblem(problem);
  }
}

show();
setInterval(show, PAUSE);
document.addEventListener("visibilitychange", show);
