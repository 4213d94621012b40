// A project's tasks: which are gold, and whom they are meant for.
import { ask, get, inProject, put, say, showProblem } from "./api.js";
import { byId, compares, drop, lead, onClick, onSubmit, operates } from "./leads.js";
import { badge, element, letter } from "./parts.js";

const PAGE = 50;
const STATES = { collecting: "without answers yet", set_aside: "too few answers", open: "open", leased: "in work", done: "done" };
const filter = byId("filter");
const list = byId("tasks");
const more = byId("more");
const changeable = lead.state !== "closed";
let last = 0;
let chosen;

function line(task) {
  const facts = element("p", { className: "facts" },
    badge(STATES[task.state] ?? task.state), ...(task.gold ? [badge("gold", "gold")] : []), ...(task.closed ? [badge("closed")] : []),
    element("code", { textContent: task.promptId }));
  const say = (count, words) => { if (count) { facts.append(element("span", { textContent: `${count} ${words}` })); } };
  if (compares) {
    say(task.outputs, task.shortOfK ? "answers, too few" : "answers");
  }
  say(task.counting, "counting");
  say(task.sentBack, "sent back");
  say(task.surplus, "surplus");
  say(task.excluded, "excluded");
  say(task.flags, task.flags === 1 ? "flag" : "flags");
  if (task.assigned.length) {
    facts.append(element("span", { textContent: `kept for ${task.assigned.join(", ")}` }));
  }
  const made = element("li", {},
    element("p", { className: "text cut", dir: "auto", tabIndex: 0, role: "group", "aria-label": `Prompt ${task.promptId}`, textContent: task.prompt }), facts);
  if (changeable) {
    const buttons = element("div", { className: "buttons" });
    if (operates && compares && task.outputs > 1) {
      const gold = element("button", { type: "button", className: "small", textContent: task.gold ? "Change gold …" : "Make it gold …" });
      onClick(gold, () => openGold(task));
      buttons.append(gold);
    }
    if (!task.gold) {
      const assign = element("button", { type: "button", className: "small", textContent: "Assign …" });
      onClick(assign, () => openAssign(task));
      buttons.append(assign);
    }
    made.append(buttons);
  }
  return made;
}

async function load(fresh) {
  if (fresh) {
    last = 0;
    list.replaceChildren();
  }
  const query = new URLSearchParams({ after: last, limit: PAGE, state: filter.elements.state.value, gold: Boolean(filter.elements.gold?.checked) });
  const tasks = await get(`${inProject("tasks")}?${query}`);
  list.append(...tasks.map(line));
  last = tasks.at(-1)?.position ?? last;
  more.hidden = tasks.length < PAGE;
  if (!list.children.length) {
    list.append(element("li", { textContent: "There is no such task." }));
  }
}

const goldForm = byId("gold");
const goldDialog = byId("gold-dialog");

async function openGold(task) {
  chosen = task;
  const [whole, gold] = await Promise.all([get(`/v1/tasks/${task.id}`), get(inProject("gold"))]);
  const known = gold.find((one) => one.task === task.id);
  const placeOf = (output) => (known?.ranking ?? []).findIndex((group) => group.includes(output)) + 1;
  byId("gold-prompt").textContent = whole.prompt;
  byId("gold-outputs").replaceChildren(...whole.outputs.map((output, index) => {
    const id = `place-${index}`;
    const select = element("select", { id, name: "place", "data-output": output.id },
      element("option", { value: "", textContent: "–" }),
      ...whole.outputs.map((_, place) => element("option", { value: place + 1, textContent: place + 1 })));
    select.value = placeOf(output.id) || "";
    return element("div", { className: "expected" },
      element("div", {}, element("label", { htmlFor: id, textContent: `Place of ${letter(index)}` }), select),
      element("div", {}, element("p", { className: "text", dir: "auto", textContent: output.text }), element("p", { className: "hint", textContent: output.policy })));
  }));
  goldForm.elements.note.value = known?.note ?? "";
  goldForm.querySelector("[data-problem]").textContent = "";
  byId("gold-remove").hidden = !task.gold;
  goldDialog.showModal();
}

function expected() {
  const groups = new Map();
  for (const select of goldForm.querySelectorAll("select")) {
    if (select.value) {
      groups.set(Number(select.value), [...(groups.get(Number(select.value)) ?? []), select.dataset.output]);
    }
  }
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, outputs]) => outputs);
}

onSubmit(goldForm, async () => {
  await put(`/v1/tasks/${chosen.id}/gold`, { ranking: expected(), note: goldForm.elements.note.value });
  goldDialog.close();
  say(`${chosen.promptId} is a gold task.`);
  await load(true);
});

onClick(byId("gold-remove"), async () => {
  await drop(`/v1/tasks/${chosen.id}/gold`);
  goldDialog.close();
  say(`${chosen.promptId} is an ordinary task.`);
  await load(true);
});

const assignForm = byId("assign");
const assignDialog = byId("assign-dialog");

async function openAssign(task) {
  chosen = task;
  const labelers = (operates && (await ask("/v1/labelers"))) || (await get(inProject("labelers")));
  byId("assign-labelers").replaceChildren(...labelers.map((labeler) => element("option", { value: labeler.pseudonym, label: labeler.name })));
  assignForm.reset();
  assignForm.querySelector("[data-problem]").textContent = "";
  byId("unassign").hidden = !task.assigned.length;
  assignDialog.showModal();
}

onSubmit(assignForm, async () => {
  const labeler = assignForm.elements.labeler.value.trim();
  await put(`/v1/tasks/${chosen.id}/assignment`, { labeler, release: assignForm.elements.release.checked });
  assignDialog.close();
  say(`${chosen.promptId} is kept for ${labeler}, who gets it next.`);
  await load(true);
});

onClick(byId("unassign"), async () => {
  await drop(`/v1/tasks/${chosen.id}/assignment`);
  assignDialog.close();
  await load(true);
});

for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
onSubmit(filter, () => load(true));
onClick(more, () => load(false));
load(true).catch(showProblem);
