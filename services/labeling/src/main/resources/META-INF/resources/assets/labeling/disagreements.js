// Decisions of a lead about submissions and tasks. What was typed stays where it is until the service has it.
import { Problem, namespace, post } from "./api.js";

const status = document.getElementById("status");
const problem = document.getElementById("problem");

function say(text) {
  problem.textContent = "";
  status.textContent = text;
}

function complain(error) {
  status.textContent = "";
  problem.textContent = error instanceof Problem ? `${error.message} (${error.code})` : String(error);
  problem.scrollIntoView({ block: "nearest" });
}

// While the service answers, the buttons cannot be pressed again.
async function whileBusy(buttons, work) {
  buttons.forEach((button) => { button.disabled = true; });
  try {
    await work();
  } catch (error) {
    complain(error);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

// The state that the service says is shown where it stood; what is typed elsewhere on the page stays.
function show(review, state) {
  const badge = document.querySelector(`[data-state-of="${review.dataset.submission}"]`);
  badge.className = `badge ${state}`;
  badge.textContent = state.replace("_", " ");
  review.querySelector("[data-action=count]").hidden = state === "counting";
}

for (const review of document.querySelectorAll(".review")) {
  const buttons = [...review.querySelectorAll("button[data-action]")];
  for (const button of buttons) {
    button.addEventListener("click", () => whileBusy(buttons, async () => {
      const action = button.dataset.action;
      const text = review.querySelector("textarea");
      if (action === "send_back" && !text.value.trim()) {
        text.focus();
        throw new Problem("TEXT_EMPTY", "Say in the comment what is to be done again.");
      }
      const recorded = await post(`/v1/submissions/${review.dataset.submission}/review`, { action, comment: text.value });
      text.value = "";
      show(review, recorded.state);
      say(`Recorded: ${recorded.state.replace("_", " ")}.`);
    }));
  }
}

function answers(judged) {
  const given = {};
  for (const question of judged.querySelectorAll("select[data-question]")) {
    if (question.value && !question.disabled) {
      given[question.dataset.question] = question.value;
    }
  }
  return given;
}

// A question that depends on another is asked only with its answer.
function settle(judged) {
  const given = answers(judged);
  for (const question of judged.querySelectorAll("select[data-when]")) {
    question.disabled = given[question.dataset.when] !== question.dataset.answer;
  }
  for (const question of judged.querySelectorAll("select[data-required]")) {
    question.required = !question.disabled;
  }
}

// Places 1, 1, 3 are two groups: ties in the order of the places.
function groups(judged) {
  const byPlace = new Map();
  for (const one of judged) {
    const place = Number(one.querySelector("[name=rank]").value);
    byPlace.set(place, [...(byPlace.get(place) ?? []), one.dataset.output]);
  }
  return [...byPlace.entries()].sort(([one], [other]) => one - other).map(([, outputs]) => outputs);
}

for (const form of document.querySelectorAll(".adjudicate form")) {
  const judged = [...form.querySelectorAll(".judge")];
  const began = performance.now();
  judged.forEach((one) => {
    settle(one);
    one.addEventListener("change", () => settle(one));
  });
  // a required select in a closed part cannot be pointed at: it is opened first
  form.addEventListener("invalid", (event) => {
    event.target.closest("details:not([open])")?.setAttribute("open", "");
  }, true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const task = form.closest("article").dataset.task;
    whileBusy([...form.querySelectorAll("button")], async () => {
      await post(`/v1/tasks/${task}/adjudication`, {
        ratings: judged.map((one) => ({
          output: one.dataset.output,
          overall: Number(one.querySelector("[name=overall]").value),
          answers: answers(one),
        })),
        ranking: groups(judged),
        comment: form.querySelector("[name=comment]").value,
        durationMillis: Math.round(performance.now() - began),
      });
      say("Recorded; the task is closed.");
      location.assign(`?namespace=${encodeURIComponent(namespace)}&task=${task}`);
    });
  });
}
