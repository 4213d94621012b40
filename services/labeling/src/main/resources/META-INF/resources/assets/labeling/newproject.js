import { Problem, ask, namespace, post, say } from "./api.js";
import { byId, offerForms, offerMembers, onSubmit, patch, projectBody, remember, uploadPrompts } from "./leads.js";

const form = byId("create");
const forget = remember(form, "create");
let made = null;

function showKind() {
  const compares = form.elements.kind.value === "comparison";
  for (const part of form.querySelectorAll("[data-comparison]")) {
    part.hidden = !compares;
  }
}

form.addEventListener("change", showKind);
showKind();
offerForms(ask);
offerMembers(form, ask);

onSubmit(form, async () => {
  const body = projectBody(form);
  if (!body.name) {
    throw new Problem("NAME_INVALID", "name: give the project a name.");
  }
  if (made === body.name) {
    // it is there since the last try, whose file was refused: what was changed meanwhile is changed in it
    await patch(`/v1/projects/${encodeURIComponent(made)}`, body);
  } else {
    await post("/v1/projects", body);
    made = body.name;
  }
  if (form.elements.file.files.length) {
    say(`The project is there. Adding the prompts …`);
    await uploadPrompts(form, made, namespace, Problem);
  }
  forget();
  location.assign(`/projects/${encodeURIComponent(made)}?namespace=${encodeURIComponent(namespace)}`);
});
