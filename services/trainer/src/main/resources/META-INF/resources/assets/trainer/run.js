// One run: follows it as the command's progress display does, and shows its curves, samples, lineage and settings.
import { Columns, Curves } from "./curves.js";
import { get, lines, post, showProblem } from "./service.js";
import { showSettings } from "./settings.js";
import { badge, element, number, steps, time } from "./words.js";

const POINTS = 2000;
const AGAIN = 3000;

const byId = (id) => document.getElementById(id);
const { id, kind } = byId("run").dataset;
const path = `/v1/runs/${encodeURIComponent(id)}`;

const columns = new Columns();
const curves = new Curves(byId("curves"), byId("more"), columns);

const ENDED = ["finished", "failed", "cancelled"];

function showRun(run) {
  badge(byId("state"), run);
  byId("activity").textContent = run.state === "running" ? `· ${run.progress.activity}` : "";
  byId("failure").textContent = run.failure ? `${run.failure.code}: ${run.failure.message}` : "";
  byId("failure").hidden = !run.failure;
  byId("steps").textContent = steps(run.progress);
  const progress = byId("progress");
  progress.value = run.state === "finished" ? 1 : run.progress.total ? run.progress.step / run.progress.total : 0;
  const ended = ENDED.includes(run.state);
  const asked = run.failure?.code === "PAUSE_REQUESTED";
  byId("pause").hidden = ended || asked;
  byId("resume").hidden = run.state !== "paused";
  byId("cancel").hidden = ended;
  showLineage(run);
}

const VERSIONS = 3;

// The newest versions; how many came before them.
function latest(published) {
  const earlier = published.length - VERSIONS;
  return [...published.slice(-VERSIONS).reverse(), ...(earlier > 0 ? [`and ${earlier} before`] : [])];
}

let lineage = "";

function showLineage(run) {
  const same = run.models.reference === undefined && run.models.policy !== undefined;
  const facts = [
    ...Object.entries(run.models).map(([role, version]) => [role === "policy" || role === "model" ? "starts from" : role, [version]]),
    ...(same ? [["reference", ["the policy that it starts from"]]] : []),
    ["rewards", run.rewards.map(({ version, weight }) => (weight === 1 ? version : `${version} × ${weight}`))],
    ...Object.entries(run.data).map(([role, sha256]) => [role === "data" ? "data" : `data: ${role}`, [`sha256:${sha256}`]]),
    ["publishes", [run.output]],
    ["published", latest(run.published)],
    ["writer", [run.epoch === 0 ? "none yet" : `epoch ${run.epoch}`]],
    ["asked for", [time(run.createdAt)]],
  ].filter(([, values]) => values.length > 0);
  const now = JSON.stringify(facts);
  if (now !== lineage) {
    lineage = now;
    byId("lineage").replaceChildren(
      ...facts.map(([name, values]) => element("div", {}, element("dt", {}, name), ...values.map((value) => element("dd", {}, value)))),
    );
  }
}

function showFigures() {
  const box = byId("figures");
  box.hidden = columns.columns.size === 0;
  byId("no-curves").hidden = columns.columns.size > 0;
  if (box.open) {
    box.querySelector("tbody").replaceChildren(
      ...[...columns.columns.keys()].sort().map((figure) => {
        const { latest, step, lowest, highest } = columns.summary(figure);
        return element("tr", {}, element("th", { scope: "row" }, figure), ...[latest, step, lowest, highest].map((value) => element("td", {}, number(value))));
      }),
    );
  }
}

let sampled = 0;

async function showSamples() {
  const { step, samples } = await get(`${path}/samples`);
  if (step === sampled) {
    return;
  }
  sampled = step;
  byId("samples").hidden = samples.length === 0;
  byId("samples-of").textContent = `Of iteration ${step}, from the highest score to the lowest.`;
  byId("samples").querySelector("ol").replaceChildren(
    ...samples.map((sample) =>
      element(
        "li",
        { class: "panel" },
        element("p", { class: "sample-head" }, element("b", { class: "score" }, `Score ${number(sample.score)}`), element("span", { class: "hint" }, sample.ended ? "ended by itself" : "cut off")),
        element("p", { class: "text prompt", dir: "auto" }, element("span", { class: "unseen" }, "Prompt: "), sample.prompt),
        element("p", { class: "text", dir: "auto" }, element("span", { class: "unseen" }, "Answer: "), sample.answer),
      ),
    ),
  );
  // what scrolls has to be reached by keyboard
  byId("samples")
    .querySelectorAll(".text")
    .forEach((text) => text.scrollHeight > text.clientHeight && text.setAttribute("tabindex", "0"));
}

let fetching = false;
let wanted = 0;

// The steps that are not here yet, asked for by one request at a time.
async function catchUp(run) {
  wanted = Math.max(wanted, run.progress.step);
  if (fetching || columns.last >= wanted) {
    return;
  }
  fetching = true;
  try {
    while (columns.last < wanted) {
      const before = columns.last;
      const every = before === 0 ? Math.max(1, Math.ceil(wanted / POINTS)) : 1;
      columns.add(await lines(`${path}/metrics?after=${before}&every=${every}`));
      if (columns.last === before) {
        break;
      }
      curves.update();
      showFigures();
    }
    if (kind === "ppo") {
      await showSamples();
    }
  } finally {
    fetching = false;
  }
}

function shown(run) {
  showRun(run);
  catchUp(run).then(() => showProblem(null), showProblem);
}

function follow() {
  const events = new EventSource(`${path}/watch`);
  events.onmessage = (event) => {
    const run = JSON.parse(event.data);
    shown(run);
    if (ENDED.includes(run.state)) {
      events.close();
    }
  };
  events.onerror = () => {
    // a stream that breaks is opened again by the browser, one that is refused is not: what refuses it says why
    const refused = events.readyState === EventSource.CLOSED;
    get(path).then(shown, showProblem);
    if (refused) {
      setTimeout(follow, AGAIN);
    }
  };
}

async function steer(change, said) {
  try {
    showRun(await post(`${path}/${change}`));
    byId("status").textContent = said;
    showProblem(null);
  } catch (problem) {
    showProblem(problem);
  }
}

byId("pause").addEventListener("click", () => steer("pause", "It stops after its next checkpoint."));
byId("resume").addEventListener("click", () => steer("resume", "It goes on as soon as it is its turn."));
byId("cancel").addEventListener("click", () => byId("cancel-dialog").showModal());
byId("keep").addEventListener("click", () => byId("cancel-dialog").close());
byId("cancel-now").addEventListener("click", async () => {
  byId("cancel-dialog").close();
  await steer("cancel", "The run is cancelled.");
});
byId("figures").addEventListener("toggle", showFigures);

follow();
get(path).then((run) => showSettings(kind, run.settings), showProblem);
