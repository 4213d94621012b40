// Collecting a project's outputs: a job of the service, looked at as long as it runs.
import { ask, inProject, post, showProblem } from "./api.js";
import { byId, drop, onClick } from "./leads.js";
import { element } from "./parts.js";

const LOOK_EVERY_MILLIS = 2000;
const WORDS = {
  RUNNING: "Collecting", DONE: "Collected", STOPPED: "Stopped", FAILED: "Failed",
};

function words(job) {
  const state = WORDS[job.state.toUpperCase()] ?? job.state;
  const parts = [`${state}: ${job.promptsDone} of ${job.promptsTotal} prompts, ${job.outputs} different answers`];
  if (job.promptsShort) {
    parts.push(`${job.promptsShort} prompts with too few`);
  }
  if (job.failed) {
    parts.push(`${job.failed} failed and wait for the next time`);
  }
  return `${parts.join("; ")}.`;
}

export function showCollection(refreshProgress) {
  const start = byId("collect");
  const stop = byId("stop");
  let timer;

  async function look() {
    clearTimeout(timer);
    const job = await ask(inProject("collections/latest"));
    if (!job) {
      return;
    }
    const runs = job.state === "running";
    byId("collected").textContent = words(job);
    const bar = byId("collection-bar");
    bar.max = Math.max(job.promptsTotal, 1);
    bar.value = job.promptsDone;
    byId("collection-problem").textContent = job.code ? `${job.message} (${job.code})` : "";
    if (start) {
      start.disabled = runs;
      stop.hidden = !runs;
    }
    byId("short").hidden = !job.promptsShort;
    if (runs) {
      timer = setTimeout(look, LOOK_EVERY_MILLIS);
    }
    await refreshProgress().catch(showProblem);
  }

  onClick(start, async () => {
    await post(inProject("collections"), {});
    await look();
  });
  onClick(stop, async () => {
    await drop(`${inProject("collections/latest")}`);
    await look();
  });
  byId("short").addEventListener("toggle", async () => {
    const prompts = (await ask(inProject("collections/short"))) ?? [];
    byId("short").querySelector("ul").replaceChildren(...prompts.map((prompt) => element("li", {
      textContent: `${prompt.promptId}: ${prompt.outputs} of ${prompt.wanted} after ${prompt.tries} tries`,
    })));
  });
  look();
}
