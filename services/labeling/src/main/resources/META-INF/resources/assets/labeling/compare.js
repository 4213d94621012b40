// Rate each output, then rank all of them.
import { announce, showProblem } from "./api.js";
import { ranking, unranked } from "./board.js";
import { Desk } from "./desk.js";
import { element, letter } from "./parts.js";
import { RankingBoard } from "./ranking.js";
import { given, openFields, RatingForm } from "./rating.js";
import { reading } from "./reading.js";
import { Undo } from "./undo.js";

const byId = (id) => document.getElementById(id);
const [title, form, steps, back, submit] = ["step-title", "step", "steps", "back", "submit"].map(byId);

let task;
let undo; // of { step, ratings: { output: { overall, answers } }, places: { output: place } }

const outputs = () => task.outputs;
const ids = () => outputs().map(({ id }) => id);
const questions = () => task.form.questions;
const isRanking = () => undo.state.step === outputs().length;
const isRated = (output) => openFields(questions(), undo.state.ratings[output.id]).length === 0;

const rating = new RatingForm(form, (said) => {
  const { ratings, step } = undo.state;
  done({ ...undo.state, ratings: { ...ratings, [outputs()[step].id]: said } });
});
const board = new RankingBoard(form, (places) => done({ ...undo.state, places }));

function done(state) {
  undo.push(state);
  if (!form.querySelector(".missing")) {
    showProblem(null);
  }
  kept();
}

function kept() {
  desk.changed(undo.state);
  showSteps();
}

function showSteps() {
  const open = outputs().findIndex((output) => !isRated(output));
  const reach = open < 0 ? outputs().length : open;
  const complete = [...outputs().map(isRated), unranked(undo.state.places, ids()).length === 0];
  const buttons = [...outputs().map((_, index) => letter(index)), "Ranking"].map((name, index) => {
    const named = index < outputs().length ? `Answer ${name}` : name;
    return element("li", {}, element("button", {
      type: "button",
      className: complete[index] ? "complete" : "",
      textContent: complete[index] ? `${name} ✓` : name,
      disabled: index > reach,
      "aria-label": complete[index] ? `${named} ✓ complete` : named,
      ...(index === undo.state.step ? { "aria-current": "step" } : {}),
      onclick: () => turn(index),
    }));
  });
  const focused = [...steps.querySelectorAll("button")].indexOf(document.activeElement);
  steps.replaceChildren(...buttons);
  if (focused >= 0) {
    buttons[focused]?.firstChild.focus();
  }
  byId("undo").disabled = !undo.canUndo;
  byId("redo").disabled = !undo.canRedo;
}

function showStep() {
  const { step, ratings, places } = undo.state;
  desk.place.classList.toggle("ranking", isRanking());
  byId("output").hidden = isRanking();
  form.className = isRanking() ? "rank" : "rate";
  if (isRanking()) {
    title.textContent = "Rank the answers";
    board.show(outputs(), ratings, places);
  } else {
    const output = outputs()[step];
    title.textContent = `Answer ${letter(step)}, ${step + 1} of ${outputs().length}`;
    byId("output-title").textContent = `Answer ${letter(step)}`;
    byId("output-text").replaceChildren(reading(output, "output", `answer ${letter(step)}`));
    rating.show(questions(), ratings[output.id]);
  }
  showSteps();
  back.disabled = step === 0;
  byId("order").hidden = !isRanking();
  submit.querySelector("span").textContent = isRanking() ? "Submit" : "Next";
  submit.querySelector("kbd").textContent = isRanking() ? "Ctrl Enter" : "Enter";
}

function turn(step) {
  showProblem(null);
  undo.amend({ step });
  showStep();
  kept();
  title.focus({ preventScroll: true });
  desk.place.scrollIntoView({ block: "nearest" });
  window.scrollTo({ top: 0 });
}

function next() {
  if (isRanking()) {
    board.putDown();
    const open = unranked(undo.state.places, ids()).length;
    if (open) {
      board.markMissing();
      showProblem({ message: `Every answer needs a place: ${open} not ranked yet.` });
      return "stay";
    }
    return "submit";
  }
  const open = openFields(questions(), undo.state.ratings[outputs()[undo.state.step].id]);
  if (open.length) {
    rating.markMissing(open);
    showProblem({ message: `Please answer what is marked: ${open.length} open.` });
  } else {
    turn(undo.state.step + 1);
  }
  return "stay";
}

function moved(did, word) {
  if (!did) {
    return;
  }
  const pressed = document.activeElement;
  const focused = pressed?.closest(".card, .field");
  showStep();
  kept();
  announce(word);
  const card = focused?.dataset.id && form.querySelector(`.card[data-id="${focused.dataset.id}"]`);
  const field = focused?.id && document.getElementById(focused.id)?.querySelector("input:checked, input");
  const button = pressed?.matches("#undo, #redo") && !pressed.disabled && pressed;
  (card || field || button || title).focus({ preventScroll: true });
}

const takeBack = () => moved(undo.undo(), "Undone.");
const again = () => moved(undo.redo(), "Done again.");

const desk = new Desk({
  submitted: "comparison",
  empty: () => ({ step: 0, ratings: {}, places: {} }),
  show: (shown, content) => {
    task = shown;
    undo = new Undo(fromSubmission(content));
    showStep();
    title.focus({ preventScroll: true });
  },
  next,
  body: () => ({
    ratings: outputs().map(({ id }) => ({ output: id, ...given(questions(), undo.state.ratings[id]) })),
    ranking: ranking(undo.state.places, ids()),
  }),
});

// A draft has its own shape; what was handed in has the shape of the service.
function fromSubmission(content) {
  if (!Array.isArray(content.ratings)) {
    return content;
  }
  const ratings = Object.fromEntries(content.ratings.map(({ output, overall, answers }) => [output, { overall, answers: answers ?? {} }]));
  const places = Object.fromEntries(content.ranking.flatMap((group, index) => group.map((id) => [id, index + 1])));
  return { step: 0, ratings, places };
}

back.addEventListener("click", () => turn(undo.state.step - 1));
byId("undo").addEventListener("click", takeBack);
byId("redo").addEventListener("click", again);
form.addEventListener("submit", (event) => event.preventDefault());

// Who speaks to the machine, or is easily off a key, can do without keys of one character (WCAG 2.1.4).
const WITHOUT_KEYS = "single-keys-off";
const singleKeys = () => localStorage.getItem(WITHOUT_KEYS) !== "yes";

function showSingleKeys() {
  byId("keys").setAttribute("aria-pressed", String(singleKeys()));
  desk.place.classList.toggle("without-keys", !singleKeys());
}

byId("keys").addEventListener("click", () => {
  localStorage.setItem(WITHOUT_KEYS, singleKeys() ? "yes" : "no");
  showSingleKeys();
  announce(singleKeys() ? "Single keys work." : "Single keys do nothing now.");
});
showSingleKeys();

// Keys work while the focus is in the work, and never while something is typed.
desk.place.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=radio])");
  if (typing || event.altKey || event.isComposing) {
    return;
  }
  const pressed = event.key.toLowerCase();
  const control = event.ctrlKey || event.metaKey;
  if (!control && event.key.length === 1 && event.key !== " " && !singleKeys()) {
    return;
  }
  if ((control && pressed === "z" && !event.shiftKey) || (!control && pressed === "u")) {
    takeBack();
  } else if ((control && (pressed === "y" || (pressed === "z" && event.shiftKey))) || (!control && pressed === "r")) {
    again();
  } else if (control) {
    return;
  } else if (isRanking() ? !board.pressed(event) : !ratingKey(event)) {
    return;
  }
  event.preventDefault();
});

function ratingKey(event) {
  if (event.key === "Enter" && !event.target.closest("button, a")) {
    desk.forward();
    return true;
  }
  return rating.pressed(event);
}

desk.start();
