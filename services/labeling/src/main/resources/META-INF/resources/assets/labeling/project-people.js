// Who works on a project, how long, and how well they agree with gold.
import { get, inProject, namespace, post, showProblem } from "./api.js";
import { byId, compares, onSubmit } from "./leads.js";
import { badge, duration, element, moment } from "./parts.js";

const PERCENT = 100;

function agreement(labeler) {
  return labeler.goldAgreement === undefined || labeler.goldAgreement === null
    ? "–"
    : `${Math.round(labeler.goldAgreement * PERCENT)} % of ${labeler.goldTasks}`;
}

function row(labeler) {
  const name = element("th", { scope: "row" }, element("span", { textContent: `${labeler.name} ` }));
  if (labeler.simulated) {
    name.append(badge("simulated", "simulated"));
  }
  if (!labeler.member) {
    name.append(" ", badge("no member"));
  }
  if (!labeler.screened) {
    name.append(" ", badge("in screening", "surplus"));
  }
  name.append(element("br"), element("code", { textContent: labeler.pseudonym }));
  const number = (text) => element("td", { className: "number", textContent: text });
  return element("tr", {}, name, number(labeler.tasks), number(labeler.counting), number(labeler.sentBack),
    number(labeler.surplus), number(labeler.excluded), number(duration(labeler.totalMillis)), number(duration(labeler.medianMillis)),
    ...(compares ? [number(agreement(labeler))] : []),
    element("td", { textContent: labeler.lastAt ? moment(labeler.lastAt) : "–" }));
}

export function showPeople() {
  const form = byId("span");
  const table = byId("people");
  const heads = ["Labeler", "Tasks", "Counting", "Sent back", "Surplus", "Excluded", "Time", "Median a task",
    ...(compares ? ["Agrees with gold"] : []), "Last"];

  const query = () => {
    const bounds = new URLSearchParams();
    for (const name of ["from", "until"]) {
      if (form.elements[name].value) {
        bounds.set(name, form.elements[name].value);
      }
    }
    return bounds;
  };

  async function load() {
    const labelers = await get(`${inProject("labelers")}?${query()}`);
    table.querySelectorAll("thead, tbody").forEach((part) => part.remove());
    const body = element("tbody", {}, ...labelers.map(row));
    if (!labelers.length) {
      body.append(element("tr", {}, element("td", { colSpan: heads.length, textContent: "Nobody has worked on it in this time." })));
    }
    table.append(element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col", textContent: head })))), body);
    byId("tables").replaceChildren(...[["total", "Table (CSV)"], ["day", "By day (CSV)"], ["month", "By month (CSV)"]].map(([per, words]) => {
      const bounds = query();
      bounds.set("per", per);
      bounds.set("format", "csv");
      bounds.set("namespace", namespace);
      return element("a", { className: "button small", href: `${inProject("labelers")}?${bounds}`, textContent: words });
    }));
  }

  onSubmit(form, load);
  load().catch(showProblem);

  const register = byId("register");
  if (register) {
    onSubmit(register, async () => {
      const made = await post("/v1/labelers", { name: register.elements.name.value, simulated: register.elements.simulated.checked });
      const key = byId("key");
      key.hidden = false;
      key.replaceChildren(`${register.elements.name.value} is ${made.pseudonym}. The key is shown this once: `, element("code", { textContent: made.key }));
      register.reset();
    });
  }
}
