import { drafts, keep, nextTask, post, say, showProblem, stopwatch } from "./api.js";
import { choices, element, group, outputText } from "./parts.js";

const SCALE = [1, 2, 3, 4, 5, 6, 7].map((n) => [n, String(n)]);
const YES_NO = [["yes", "Yes"], ["no", "No"]];

const work = document.getElementById("work");
const { project, namespace } = work.dataset;
const form = document.getElementById("step");
const title = document.getElementById("step-title");
const back = document.getElementById("back");
const next = document.getElementById("next");
const watch = stopwatch();

let task;
let draft; // { step, ratings: { output: { overall, answers } }, places: { output: place } }
let letGo = () => {};

const letter = (index) => String.fromCharCode(65 + index);
const rating = (output) => (draft.ratings[output.id] ??= { answers: {} });
const isRanking = () => draft.step === task.outputs.length;

function save() {
  drafts.write(task.id, draft);
}

function openRatings(output) {
  const open = task.form.questions.filter((q) => q.required && !rating(output).answers[q.id]).map((q) => q.id);
  return rating(output).overall ? open : ["overall", ...open];
}

function showRating(output, index) {
  title.textContent = `Answer ${letter(index)}, ${index + 1} of ${task.outputs.length}`;
  const said = rating(output);
  form.append(
    outputText(output),
    element("fieldset", { className: "overall", id: "overall" },
      element("legend", { textContent: "Overall quality" }),
      element("div", { className: "scale" },
        element("span", { className: "hint", textContent: "worst" }),
        ...choices("overall", SCALE, said.overall, (value) => { said.overall = value; touched("overall"); }),
        element("span", { className: "hint", textContent: "best" }))),
    ...task.form.questions.map((question) => {
      const asked = group(question.text, "question",
        element("div", { className: "scale" },
          ...choices(question.id, YES_NO, said.answers[question.id], (value) => { said.answers[question.id] = value; touched(question.id); })));
      asked.id = question.id;
      return asked;
    }));
}

function touched(id) {
  document.getElementById(id)?.classList.remove("missing");
  if (!form.querySelector(".missing")) {
    showProblem(null);
  }
  save();
  showSteps();
}

function showRanking() {
  title.textContent = "Rank the answers";
  const places = task.outputs.map((_, index) => [index + 1, index === 0 ? "1 best" : String(index + 1)]);
  form.append(
    element("p", { className: "hint", textContent: "Give each answer a place, 1 for the best. Answers with the same place are tied." }),
    ...task.outputs.map((output, index) => {
      const card = group(`Answer ${letter(index)} · you rated it ${rating(output).overall ?? "–"}`, "card",
        outputText(output),
        element("div", { className: "scale" },
          ...choices(`place-${output.id}`, places, draft.places[output.id], (value) => { draft.places[output.id] = value; touched(`card-${output.id}`); showOrder(); })));
      card.id = `card-${output.id}`;
      return card;
    }),
    element("p", { className: "order", id: "order", role: "status" }));
  showOrder();
}

// Best first; those with one place together; only what was placed.
function ranking() {
  const groups = new Map();
  for (const output of task.outputs) {
    const place = draft.places[output.id];
    if (place) {
      groups.set(place, [...(groups.get(place) ?? []), output.id]);
    }
  }
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, ids]) => ids);
}

function showOrder() {
  const name = (id) => letter(task.outputs.findIndex((output) => output.id === id));
  const order = ranking().map((ids) => ids.map(name).join(" = ")).join(" > ");
  const open = task.outputs.filter((output) => !draft.places[output.id]).length;
  let text = order ? `Your order: ${order}.` : "Nothing is ranked yet.";
  if (order && open) {
    text += ` ${open} without a place.`;
  }
  const contradicted = task.outputs.some((a) => task.outputs.some((b) =>
    draft.places[a.id] < draft.places[b.id] && rating(a).overall < rating(b).overall));
  if (contradicted) {
    text += " It differs from your ratings: an answer that you rated lower is ranked higher.";
  }
  document.getElementById("order").textContent = text;
}

function showSteps() {
  const steps = document.getElementById("steps");
  const names = [...task.outputs.map((_, index) => `Answer ${letter(index)}`), "Ranking"];
  const complete = [...task.outputs.map((output) => openRatings(output).length === 0),
    task.outputs.every((output) => draft.places[output.id])];
  steps.replaceChildren(...names.map((name, index) => element("li", {
    className: complete[index] ? "complete" : "",
    textContent: complete[index] ? `${name} ✓` : name,
    ...(index === draft.step ? { "aria-current": "step" } : {}),
  })));
}

function show() {
  form.replaceChildren();
  if (isRanking()) {
    showRanking();
  } else {
    showRating(task.outputs[draft.step], draft.step);
  }
  showSteps();
  back.disabled = draft.step === 0;
  next.textContent = isRanking() ? "Submit" : "Next";
}

function go(step) {
  draft.step = step;
  save();
  show();
  title.focus();
  title.scrollIntoView({ block: "nearest" });
}

function markMissing(ids, message) {
  for (const id of ids) {
    document.getElementById(id)?.classList.add("missing");
  }
  showProblem({ message, code: `${ids.length} open` });
  document.getElementById(ids[0])?.querySelector("input")?.focus();
}

async function submit() {
  await post(`/v1/tasks/${task.id}/comparison`, namespace, {
    lease: task.lease.id,
    ratings: task.outputs.map((output) => ({ output: output.id, ...rating(output) })),
    ranking: ranking(),
    idempotencyKey: task.lease.id,
    durationMillis: watch.millis(),
  });
  drafts.drop(task.id);
  await begin("Recorded. ");
}

async function forward() {
  showProblem(null);
  if (isRanking()) {
    const open = task.outputs.filter((output) => !draft.places[output.id]).map((output) => `card-${output.id}`);
    if (open.length) {
      markMissing(open, "Every answer needs a place.");
      return;
    }
    await submit();
  } else {
    const open = openRatings(task.outputs[draft.step]);
    if (open.length) {
      markMissing(open, "Please answer what is marked.");
      return;
    }
    go(draft.step + 1);
  }
}

async function begin(done) {
  letGo();
  task = await nextTask(project, namespace);
  work.hidden = !task;
  if (!task) {
    say(`${done}There is nothing to do in this project now.`);
    return;
  }
  say(done);
  draft = drafts.read(task.id) ?? { step: 0, ratings: {}, places: {} };
  document.getElementById("prompt").textContent = task.prompt;
  letGo = keep(task, namespace);
  watch.restart();
  show();
  title.focus();
}

back.addEventListener("click", () => { showProblem(null); go(draft.step - 1); });
next.addEventListener("click", async () => {
  next.disabled = true;
  try {
    await forward();
  } catch (problem) {
    showProblem(problem);
  } finally {
    next.disabled = false;
  }
});
form.addEventListener("submit", (event) => event.preventDefault());

begin("").catch(showProblem);
