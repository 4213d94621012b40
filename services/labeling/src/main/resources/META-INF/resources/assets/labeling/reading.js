// Long texts to read: formatted or plain, folded when very long.
import { element } from "./parts.js";

const PLAIN = "reading-plain";
let plain = localStorage.getItem(PLAIN) === "yes";
const sources = new WeakMap();

const watchFolds = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target.closest(".reading"))));

function fill(body) {
  const { text, html } = sources.get(body);
  if (plain || html === undefined || html === null) {
    body.className = "body text";
    body.textContent = text;
  } else {
    body.className = "body prose";
    body.innerHTML = html; // rendered by the service, with everything in the text escaped
  }
}

// Offers the rest of a text only where some of it is folded away.
function mark(reading) {
  if (!reading?.isConnected) {
    return;
  }
  const [fold, more] = [reading.querySelector(".fold"), reading.querySelector(".more")];
  const open = reading.classList.contains("open");
  const long = open || fold.scrollHeight > fold.clientHeight + 8;
  reading.classList.toggle("folded", long && !open);
  more.hidden = !long;
}

// language: of the text, BCP 47, where it is known. size: "instruction" for the instruction, "output" for one output, "card-text" for one of many.
export function reading({ text, html, finishReason, language }, size, name) {
  const body = element("div", { dir: "auto", ...(language ? { lang: language } : {}) });
  sources.set(body, { text, html });
  fill(body);
  const fold = element("div", { className: "fold" }, body);
  const more = element("button", {
    type: "button", className: "more", hidden: true, textContent: "Show all", "aria-expanded": "false",
    onclick: () => {
      const open = made.classList.toggle("open");
      more.textContent = open ? "Show less" : "Show all";
      more.setAttribute("aria-expanded", String(open));
      more.setAttribute("aria-label", `${more.textContent} of ${name}`);
      mark(made);
    },
  });
  more.setAttribute("aria-label", `Show all of ${name}`);
  const made = element("div", { className: `reading ${size}` }, fold, more);
  if (finishReason === "length") {
    made.append(element("p", { className: "cut", textContent: "It was cut off here." }));
  }
  watchFolds.observe(fold);
  watchFolds.observe(body);
  return made;
}

// The switch between formatted and plain text, kept for the next time.
export function plainSwitch(button) {
  const show = () => {
    button.setAttribute("aria-pressed", String(plain));
    document.querySelectorAll(".reading .body").forEach(fill);
  };
  button.addEventListener("click", () => {
    plain = !plain;
    localStorage.setItem(PLAIN, plain ? "yes" : "no");
    show();
  });
  show();
}
