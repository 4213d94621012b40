// Taking a snapshot and getting it out.
import { ask, inProject, namespace, post, say } from "./api.js";
import { byId, onSubmit } from "./leads.js";
import { element, moment } from "./parts.js";

// of written prompts there are none: they have no answers
const SHAPES = (byId("snapshots")?.dataset.shapes ?? "").split(" ").filter((shape) => shape !== "");

function link(path, words, name) {
  return element("a", { className: "button small", href: `${path}?namespace=${encodeURIComponent(namespace)}`, download: name, textContent: words });
}

function shown(snapshot) {
  const path = `/v1/snapshots/${encodeURIComponent(snapshot.id)}`;
  return element("li", {},
    element("h3", {}, element("code", { textContent: snapshot.id })),
    element("p", { className: "hint", textContent: `${snapshot.records} records · ${(snapshot.splits ?? []).join(", ") || "all splits"} · ${moment(snapshot.createdAt)}` }),
    element("p", { className: "hint" }, "SHA-256 ", element("code", { textContent: snapshot.sha256 })),
    element("p", { className: "links" },
      link(path, "Manifest", `${snapshot.id}.manifest.json`),
      link(`${path}/lines`, "Lines (JSONL)", `${snapshot.id}.jsonl`),
      ...SHAPES.map((shape) => link(`${path}/trl/${shape}`, `TRL: ${shape}`, `${snapshot.id}.${shape}.jsonl`))));
}

export async function showSnapshots() {
  const form = byId("snapshot");
  const list = element("ul", { className: "snapshots" });
  byId("snapshots").append(list);
  onSubmit(form, async () => {
    const splits = [...form.elements.splits].filter((box) => box.checked).map((box) => box.value);
    const snapshot = await post(inProject("snapshots"), {
      splits,
      simulated: form.elements.people.checked ? "exclude" : "include",
      adjudicated: form.elements.prefer.checked ? "prefer" : "all",
    });
    say(`The snapshot ${snapshot.id} is taken: ${snapshot.records} records.`);
    list.querySelector(`[data-id="${CSS.escape(snapshot.id)}"]`)?.remove();
    const line = shown(snapshot);
    line.dataset.id = snapshot.id;
    list.prepend(line);
  });
  for (const snapshot of (await ask(inProject("snapshots"))) ?? []) {
    const line = shown(snapshot);
    line.dataset.id = snapshot.id;
    list.append(line);
  }
}
