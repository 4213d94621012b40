// Write a prompt: an instruction, an instruction with examples, or one for a use case.
import { Desk } from "./desk.js";
import { element } from "./parts.js";

const byId = (id) => document.getElementById(id);
const STYLES = {
  plain: "Write an instruction of your own. Any task will do, as long as it differs from what you wrote before.",
  few_shot: "Write an instruction, and several pairs of a question and its answer that follow it.",
  use_case: "Write an instruction that somebody with this use case could have sent.",
};
const text = byId("text");
const pairs = byId("examples");
let style = "plain";

const desk = new Desk({
  submitted: "prompt",
  empty: (task) => ({ style: task.style ?? "plain", text: "", examples: [] }),
  show: (task, content) => {
    style = task.style ?? content.style;
    byId("style-hint").textContent = STYLES[style] ?? "";
    byId("given-title").textContent = style === "use_case" ? "Use case" : "What is wanted";
    byId("few-shot").hidden = style !== "few_shot";
    text.value = content.text ?? "";
    pairs.replaceChildren();
    (content.examples?.length || style !== "few_shot" ? content.examples ?? [] : [{ input: "", output: "" }]).forEach(add);
    text.focus({ preventScroll: true });
  },
  next: () => "submit",
  body: () => written(),
});

function written() {
  const examples = [...pairs.children].map((pair) => {
    const [input, output] = pair.querySelectorAll("textarea");
    return { input: input.value, output: output.value };
  });
  return { style, text: text.value, examples: style === "few_shot" ? examples : [] };
}

const changed = () => desk.changed(written());

function add({ input, output }) {
  const field = (name, value) => element("label", {}, element("span", { textContent: name }),
    element("textarea", { rows: 2, dir: "auto", value, oninput: changed }));
  const pair = element("li", { className: "pair" }, field("Input", input), field("Output", output),
    element("button", {
      type: "button", className: "small", textContent: "Remove",
      onclick: () => {
        const near = pair.nextElementSibling ?? pair.previousElementSibling;
        pair.remove();
        number();
        changed();
        (near?.querySelector("textarea") ?? byId("add")).focus();
      },
    }));
  pairs.append(pair);
  number();
  return pair;
}

function number() {
  [...pairs.children].forEach((pair, index) => {
    pair.setAttribute("aria-label", `Example ${index + 1}`);
    pair.querySelector("button").setAttribute("aria-label", `Remove example ${index + 1}`);
  });
}

text.addEventListener("input", changed);
byId("add").addEventListener("click", () => {
  add({ input: "", output: "" }).querySelector("textarea").focus();
  changed();
});
byId("form").addEventListener("submit", (event) => event.preventDefault());

desk.start();
