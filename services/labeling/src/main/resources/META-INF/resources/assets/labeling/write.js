import { drafts, keep, nextTask, post, say, showProblem, stopwatch } from "./api.js";

const work = document.getElementById("work");
const { project, namespace } = work.dataset;
const text = document.getElementById("text");
const submit = document.querySelector("#form button");
const watch = stopwatch();
let task;
let letGo = () => {};

async function begin(done) {
  letGo();
  task = await nextTask(project, namespace);
  work.hidden = !task;
  if (!task) {
    say(`${done}There is nothing to do in this project now.`);
    return;
  }
  say(done);
  document.getElementById("prompt").textContent = task.prompt;
  text.value = drafts.read(task.id) ?? "";
  letGo = keep(task, namespace);
  watch.restart();
  text.focus();
}

text.addEventListener("input", () => drafts.write(task.id, text.value));

document.getElementById("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  submit.disabled = true;
  try {
    await post(`/v1/tasks/${task.id}/prompt`, namespace, {
      lease: task.lease.id,
      style: task.style ?? "plain",
      text: text.value,
      examples: [],
      idempotencyKey: task.lease.id,
      durationMillis: watch.millis(),
    });
    drafts.drop(task.id);
    showProblem(null);
    await begin("Recorded. ");
  } catch (problem) {
    showProblem(problem);
  } finally {
    submit.disabled = false;
  }
});

begin("").catch(showProblem);
