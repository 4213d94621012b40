// Pieces of pages, built as elements: what people and models wrote is only ever set as text, or as HTML that the service rendered.

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

export const letter = (index) => String.fromCharCode(65 + index);

// A key, shown where it works.
export const key = (name) => element("kbd", { textContent: name });

// Radio buttons with nothing chosen until somebody chooses.
export function choices(name, options, chosen, choose) {
  return options.map(([value, label, said]) =>
    element("label", { className: "choice" },
      element("input", {
        type: "radio", name, value: String(value), checked: chosen === value, onchange: () => choose(value),
        ...(said ? { "aria-label": said } : {}),
      }),
      element("span", { textContent: label })));
}

export function badge(text, kind = "") {
  return element("span", { className: `badge ${kind}`, textContent: text });
}

const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });
export const timeOfDay = (instant) => clock.format(new Date(instant));
export const moment = (instant) => dayAndClock.format(new Date(instant));

export function duration(millis) {
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
