// What labelers flagged and asked, with a place to answer.
import { inProject, showProblem } from "./api.js";
import { byId, onSubmit, operates } from "./leads.js";
import { badge, element, moment } from "./parts.js";

const KINDS = { unclear: "unclear", harmful: "harmful", private_data: "private data" };

const who = (item) => `${item.labeler.name}, ${moment(item.flaggedAt ?? item.askedAt)}`;

function cut(text) {
  return element("p", { className: "text cut", dir: "auto", tabIndex: 0, role: "group", "aria-label": "Prompt", textContent: text });
}

function answering(label, ...buttons) {
  const area = element("textarea", { name: "text", rows: 2, dir: "auto", maxLength: 5000 });
  return element("form", { className: "lead-form", noValidate: true },
    element("label", { className: "field" }, element("span", { textContent: label }), area),
    element("div", { className: "wrong", role: "alert", "data-problem": "" }),
    element("div", { className: "buttons" }, ...buttons));
}

export function showTalk(get, post) {
  const place = byId("talk");

  function question(item) {
    const made = element("li", {},
      element("h3", { textContent: `Question of ${who(item)}` }), cut(item.prompt),
      element("blockquote", { className: "text", dir: "auto", textContent: item.text }));
    if (item.answer) {
      made.append(element("p", { className: "text", dir: "auto", textContent: `Answered by ${item.answer.by}: ${item.answer.text}` }));
    } else {
      const form = answering("Answer", element("button", { type: "submit", textContent: "Answer" }));
      onSubmit(form, async () => {
        await post(`/v1/questions/${item.id}/answer`, { text: form.elements.text.value });
        await load();
      });
      made.append(form);
    }
    return made;
  }

  function flag(item) {
    const made = element("li", {},
      element("h3", {}, "Flagged as ", badge(KINDS[item.kind] ?? item.kind, "excluded"), ` by ${who(item)}`), cut(item.prompt));
    if (item.comment) {
      made.append(element("blockquote", { className: "text", dir: "auto", textContent: item.comment }));
    }
    if (item.resolution) {
      const done = item.resolution.action === "keep" ? "Kept" : "Withdrawn";
      made.append(element("p", { className: "text", dir: "auto", textContent: `${done} by ${item.resolution.by}. ${item.resolution.comment}` }));
      return made;
    }
    const form = answering("Comment",
      ...(operates ? [element("button", { type: "submit", name: "action", value: "withdraw_prompt", textContent: "Withdraw the prompt" })] : []),
      element("button", { type: "submit", name: "action", value: "keep", textContent: "Keep it" }));
    let action = "keep";
    form.addEventListener("click", (event) => { action = event.target.value || action; });
    onSubmit(form, async () => {
      await post(`/v1/flags/${item.id}/resolution`, { action, comment: form.elements.text.value });
      await load();
    });
    made.append(form);
    return made;
  }

  async function load() {
    const [flags, questions] = await Promise.all([get(inProject("flags")), get(inProject("questions"))]);
    const open = [...flags.filter((item) => !item.resolution).map(flag), ...questions.filter((item) => !item.answer).map(question)];
    const done = [...flags.filter((item) => item.resolution).map(flag), ...questions.filter((item) => item.answer).map(question)];
    place.replaceChildren(open.length
      ? element("ul", { className: "talk" }, ...open)
      : element("p", { className: "hint", textContent: "Nobody waits for an answer." }));
    if (done.length) {
      place.append(element("details", {}, element("summary", { textContent: `Answered (${done.length})` }), element("ul", { className: "talk" }, ...done)));
    }
  }

  load().catch(showProblem);
}
