// Write what the model should answer.
import { Desk } from "./desk.js";

const text = document.getElementById("text");

const desk = new Desk({
  submitted: "demonstration",
  empty: () => ({ text: "" }),
  show: (task, content) => {
    text.value = content.text ?? "";
    count();
    text.focus({ preventScroll: true });
  },
  next: () => "submit",
  body: () => ({ text: text.value }),
});

function count() {
  const words = text.value.trim() ? text.value.trim().split(/\s+/).length : 0;
  document.getElementById("count").textContent = `${words} ${words === 1 ? "word" : "words"}`;
}

text.addEventListener("input", () => {
  count();
  desk.changed({ text: text.value });
});
document.getElementById("form").addEventListener("submit", (event) => event.preventDefault());

desk.start();
