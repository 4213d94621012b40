// The page on which leads run a project.
import { Problem, ask, get, inProject, namespace, post, project, say, showProblem } from "./api.js";
import { byId, compares, lead, offerForms, offerMembers, onClick, onSubmit, operates, patch, projectBody, remember, uploadPrompts } from "./leads.js";
import { element, moment } from "./parts.js";
import { showCollection } from "./project-collection.js";
import { showPeople } from "./project-people.js";
import { showSnapshots } from "./project-snapshots.js";
import { showTalk } from "./project-talk.js";

const here = `/v1/projects/${encodeURIComponent(project)}`;

async function refreshProgress() {
  const progress = await get(inProject("progress"));
  const set = (id, value) => { const place = byId(id); if (place) { place.textContent = value; } };
  set("done", progress.tasksDone);
  set("of", progress.prompts);
  set("open", progress.tasksOpen);
  set("leased", progress.tasksLeased);
  set("gold", progress.goldTasks);
  set("collecting", progress.tasksCollecting);
  set("submissions", progress.submissions);
  set("simulated", progress.simulatedSubmissions);
  const bar = byId("bar");
  bar.max = Math.max(progress.prompts, 1);
  bar.value = progress.tasksDone;
}

async function setState(state) {
  await patch(here, { state });
  location.reload();
}

function states() {
  for (const button of document.querySelectorAll("[data-state-to]")) {
    onClick(button, () => setState(button.dataset.stateTo));
  }
  const dialog = byId("close-dialog");
  byId("close")?.addEventListener("click", () => dialog.showModal());
  dialog?.addEventListener("close", () => {
    if (dialog.returnValue === "yes") {
      setState("closed").catch(showProblem);
    }
  });
}

function guidelines() {
  const form = byId("guidelines");
  if (operates && lead.state !== "closed") {
    const forget = remember(form, "guidelines");
    onSubmit(form, async () => {
      const changed = await patch(here, { guidelines: form.elements.guidelines.value });
      forget();
      byId("guidelines-version").textContent = `version ${changed.guidelinesVersion}`;
      say(`The guidelines are saved: version ${changed.guidelinesVersion}.`);
    });
  }
  const versions = byId("versions");
  versions.addEventListener("toggle", async () => {
    if (versions.open) {
      const all = await get(inProject("guidelines"));
      versions.querySelector("div").replaceChildren(...all.map((version) => element("article", {},
        element("h3", { textContent: `Version ${version.version}, ${moment(version.recordedAt)}` }),
        element("p", { className: "text", dir: "auto", textContent: version.text || "(empty)" }))));
    }
  });
}

async function settings() {
  const form = byId("settings");
  if (!form) {
    return;
  }
  offerForms(ask);
  await offerMembers(form, ask);
  const forget = remember(form, "settings");
  onSubmit(form, async () => {
    await patch(here, projectBody(form));
    forget();
    say("The settings are saved.");
    await refreshProgress();
  });
}

function upload() {
  const form = byId("upload");
  if (form) {
    onSubmit(form, async () => {
      const { added, alreadyThere } = await uploadPrompts(form, project, namespace, Problem);
      form.reset();
      say(`${added} prompts added, ${alreadyThere} were there already.`);
      await refreshProgress();
    });
  }
}

states();
guidelines();
settings();
upload();
showTalk(get, post);
showPeople();
if (compares) {
  showCollection(refreshProgress);
}
if (byId("snapshot")) {
  showSnapshots();
}
