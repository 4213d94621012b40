// Rating one output: overall from 1 to 7, and the questions of the form. Nothing is chosen until the labeler chooses.
import { choices, element, key } from "./parts.js";

const SCALE = [1, 2, 3, 4, 5, 6, 7].map((n) => [n, String(n), n === 1 ? "1, worst" : n === 7 ? "7, best" : String(n)]);
const WORDS = { yes: "Yes", no: "No", not_applicable: "N/A" };
const KEYS = { y: "yes", n: "no", x: "not_applicable" };

// Which questions are asked, given what was answered so far; a question may wait for the answer to an earlier one.
export function asked(questions, answers) {
  const open = new Set();
  for (const { id, when } of questions) {
    if (!when || (open.has(when.question) && answers[when.question] === when.answer)) {
      open.add(id);
    }
  }
  return open;
}

// Ids of what is still to be answered; "overall" first.
export function openFields(questions, said) {
  const shown = asked(questions, said?.answers ?? {});
  const open = questions.filter((q) => q.required && shown.has(q.id) && !said?.answers?.[q.id]).map((q) => q.id);
  return said?.overall ? open : ["overall", ...open];
}

// What is handed in: answers of the questions that were asked.
export function given(questions, said) {
  const shown = asked(questions, said.answers);
  return { overall: said.overall, answers: Object.fromEntries(Object.entries(said.answers).filter(([id]) => shown.has(id))) };
}

// The element of a question or of "overall": a form may name a question like any other element of the page.
const idOf = (field) => `field-${field}`;

function row(field, text, className, options, optional = false) {
  const id = idOf(field);
  return element("div", { className: `field ${className}`, id, role: "radiogroup", "aria-labelledby": `${id}-text`, "data-field": field },
    element("span", { className: "field-text", id: `${id}-text` }, text, ...(optional ? [element("span", { className: "hint", textContent: " (optional)" })] : [])),
    element("div", { className: "scale" }, ...options));
}

export class RatingForm {
  #form;
  #questions = [];
  #said = { answers: {} };
  #change;

  // change: told the new rating whenever something is chosen.
  constructor(form, change) {
    this.#form = form;
    this.#change = change;
  }

  show(questions, said) {
    this.#questions = questions;
    this.#said = said ?? { answers: {} };
    const overall = row("overall", "Overall quality", "overall",
      [element("span", { className: "hint", "aria-hidden": "true", textContent: "worst" }),
        ...choices("overall", SCALE, this.#said.overall, (value) => this.#set({ ...this.#said, overall: value }, "overall")),
        element("span", { className: "hint", "aria-hidden": "true", textContent: "best" })]);
    const rows = questions.map((question) => {
      const words = Object.entries(WORDS).filter(([word]) => word !== "not_applicable" || question.notApplicable)
        .map(([word, label]) => [word, label, word === "not_applicable" ? "Not applicable" : label]);
      return row(question.id, question.text, question.when ? "question conditional" : "question",
        choices(question.id, words, this.#said.answers[question.id], (value) => this.#answer(question.id, value)), !question.required);
    });
    const keys = element("p", { className: "keys" },
      key("1"), "–", key("7"), " overall ", key("Y"), " yes ", key("N"), " no ",
      ...(questions.some((q) => q.notApplicable) ? [key("X"), " not applicable "] : []),
      key("↑"), key("↓"), " questions ", key("⌫"), " clear ", key("Enter"), " next");
    this.#form.replaceChildren(keys, overall, ...rows);
    this.#showAsked();
  }

  markMissing(ids) {
    for (const field of ids.map((id) => document.getElementById(idOf(id)))) {
      field?.classList.add("missing");
      field?.setAttribute("aria-invalid", "true");
    }
    this.#focus(ids[0]);
  }

  // True when the key did something.
  pressed(event) {
    const here = event.target.closest(".field")?.dataset.field ?? null;
    if (/^[1-7]$/.test(event.key)) {
      this.#pick("overall", event.key);
      if (here === null || here === "overall") {
        this.#step("overall", 1);
      }
      return true;
    }
    const word = KEYS[event.key.toLowerCase()];
    if (word) {
      const id = here && here !== "overall" ? here : this.#nextOpen();
      if (id && this.#pick(id, word)) {
        this.#step(id, 1);
      }
      return true;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#step(here, event.key === "ArrowDown" ? 1 : -1);
      return true;
    }
    if ((event.key === "Backspace" || event.key === "Delete") && here) {
      this.#clear(here);
      return true;
    }
    return false;
  }

  #fields() {
    return [...this.#form.querySelectorAll(".field:not([hidden])")].map((field) => field.dataset.field);
  }

  #nextOpen() {
    return this.#fields().find((id) => id !== "overall" && !this.#said.answers[id]);
  }

  #pick(id, value) {
    const input = document.getElementById(idOf(id))?.querySelector(`input[value="${value}"]`);
    input?.click();
    return Boolean(input);
  }

  #clear(id) {
    const input = document.getElementById(idOf(id)).querySelector("input:checked");
    if (!input) {
      return;
    }
    input.checked = false;
    if (id === "overall") {
      const { overall, ...rest } = this.#said;
      this.#set(rest, id);
    } else {
      this.#answer(id, undefined);
    }
  }

  #answer(id, value) {
    const { [id]: before, ...answers } = this.#said.answers;
    this.#set({ ...this.#said, answers: value ? { ...answers, [id]: value } : answers }, id);
  }

  #set(said, id) {
    this.#said = said;
    const field = document.getElementById(idOf(id));
    field.classList.remove("missing");
    field.removeAttribute("aria-invalid");
    this.#showAsked();
    this.#change(said);
  }

  #showAsked() {
    const shown = asked(this.#questions, this.#said.answers);
    for (const { id } of this.#questions) {
      document.getElementById(idOf(id)).hidden = !shown.has(id);
    }
  }

  #step(from, by) {
    const ids = this.#fields();
    const to = from === null ? (by > 0 ? 0 : ids.length - 1) : ids.indexOf(from) + by;
    if (to >= ids.length) {
      document.getElementById("submit").focus();
    } else if (to >= 0) {
      this.#focus(ids[to]);
    }
  }

  #focus(id) {
    const field = document.getElementById(idOf(id));
    (field?.querySelector("input:checked") ?? field?.querySelector("input"))?.focus();
    field?.scrollIntoView({ block: "nearest" });
  }
}
