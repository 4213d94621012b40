// Pieces of the form, built as elements: text from prompts and outputs is only ever set as text.

export function element(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else if (key in made) {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

export function outputText(output) {
  const shown = element("div", { className: "shown" }, element("p", { className: "text", dir: "auto", textContent: output.text }));
  if (output.finishReason === "length") {
    shown.append(element("p", { className: "hint", textContent: "It was cut off here." }));
  }
  return shown;
}

// Radio buttons with nothing chosen until somebody chooses.
export function choices(name, options, chosen, choose) {
  return options.map(([value, label]) =>
    element("label", { className: "choice" },
      element("input", { type: "radio", name, value: String(value), checked: chosen === value, onchange: () => choose(value) }),
      element("span", { textContent: label })));
}

export function group(legend, className, ...children) {
  return element("fieldset", { className }, element("legend", { textContent: legend }), ...children);
}
