// Runs, numbers and elements as the pages show them.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") {
      made.className = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

export function number(value) {
  if (value === undefined || value === null) {
    return "–";
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e6) {
    return String(value);
  }
  const size = Math.abs(value);
  return size >= 1e6 || (size < 1e-3 && size > 0) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

export const time = (instant) => new Date(instant).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

export const steps = ({ step, total, unit }) => `${unit} ${step}${total ? ` of ${total}` : ""}`;

export function badge(place, run) {
  place.textContent = run.state;
  place.className = `badge ${run.state}`;
}
