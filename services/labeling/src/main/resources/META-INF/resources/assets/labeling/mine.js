// A labeler's own work: how much, what became of it, and answers to questions.
import { ask, get, inProject, namespace, ownProgress, project, put, sawAnswers, showProblem } from "./api.js";
import { badge, duration, element, moment } from "./parts.js";

const PAGE = 20;
const QUESTIONS = 200;
const STATES = {
  counting: "counts", sent_back: "sent back", surplus: "surplus", excluded: "does not count", withdrawn: "withdrawn",
};
const CAUSES = {
  review: "taken out by review", screening: "until screening is passed", conflict: "another version of it counts",
};
const byId = (id) => document.getElementById(id);

function figure(value, name) {
  return element("div", { className: "figure" }, element("dt", { textContent: name }), element("dd", { textContent: String(value ?? 0) }));
}

async function showProgress() {
  const p = await get(ownProgress);
  sawAnswers(p.questionsAnswered);
  byId("progress").replaceChildren(
    figure(p.submitted, "handed in"), figure(p.counting, "count"), figure(p.sentBack, "sent back"),
    figure(p.today, "today"), figure(p.lastHour, "in the last hour"),
    figure(p.medianMillis ? duration(p.medianMillis) : "–", "each (median)"), figure(duration(p.totalMillis ?? 0), "in all"),
    figure(p.tasksLeft, "tasks left"));
}

function line(work) {
  const to = `/work/${encodeURIComponent(project)}?namespace=${encodeURIComponent(namespace)}&revise=${encodeURIComponent(work.id)}`;
  const cause = CAUSES[work.cause];
  return element("li", { className: "entry" },
    element("div", { className: "entry-head" },
      badge(STATES[work.state] ?? work.state, work.state),
      ...(cause ? [element("span", { className: "hint", textContent: cause })] : []),
      element("time", { dateTime: work.submittedAt, className: "hint", textContent: moment(work.submittedAt) }),
      ...(work.revision > 1 ? [element("span", { className: "hint", textContent: `version ${work.revision}` })] : []),
      element("a", { className: "button small", href: to, textContent: work.editable ? "Edit" : "Read", "aria-label": `${work.editable ? "Edit" : "Read"} your work of ${moment(work.submittedAt)}` })),
    element("p", { className: "excerpt", dir: "auto", textContent: work.prompt }),
    ...(work.reviewComment ? [element("p", { className: "notice" }, element("strong", { textContent: "Review: " }), work.reviewComment)] : []));
}

async function showWork(offset) {
  const works = await get(`${inProject("my/submissions")}?offset=${offset}&limit=${PAGE}`);
  const list = byId("entries");
  list.append(...works.map(line));
  byId("no-entries").hidden = list.children.length > 0;
  const more = byId("more");
  more.hidden = works.length < PAGE;
  more.onclick = () => showWork(offset + PAGE).catch(showProblem);
}

async function showQuestions() {
  const questions = await get(`${inProject("my/questions")}?limit=${QUESTIONS}`);
  byId("no-questions").hidden = questions.length > 0;
  byId("questions").replaceChildren(...questions.map((question) => element("li", { className: "entry" },
    element("div", { className: "entry-head" },
      badge(question.answer ? "answered" : "waits for an answer", question.answer ? "counting" : ""),
      element("time", { dateTime: question.askedAt, className: "hint", textContent: moment(question.askedAt) })),
    element("p", { className: "excerpt hint", dir: "auto", textContent: question.prompt }),
    element("p", { className: "text", dir: "auto", textContent: question.text }),
    ...(question.answer ? [element("blockquote", { className: "text", dir: "auto", textContent: question.answer })] : []))));
}

async function showChoice() {
  const me = await ask("/v1/me");
  const box = byId("opt-out");
  box.checked = Boolean(me?.sensitiveOptOut);
  box.disabled = !me;
  box.addEventListener("change", () => {
    put("/v1/me", { sensitiveOptOut: box.checked }).catch((problem) => {
      box.checked = !box.checked;
      showProblem(problem);
    });
  });
}

for (const part of [showProgress(), showWork(0), showQuestions(), showChoice()]) {
  part.catch(showProblem);
}
