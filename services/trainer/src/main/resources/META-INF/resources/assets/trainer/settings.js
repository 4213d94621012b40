// The settings of a run, each with what it means; those that somebody set stand out.
import { get } from "./service.js";
import { element } from "./words.js";

const place = document.getElementById("settings");
const onlyGiven = document.getElementById("only-given");

const within = (settings, key) => key.split(".").reduce((value, part) => value?.[part], settings);

const shown = (value) => (typeof value === "string" ? value || "none" : JSON.stringify(value));

// A preset stands for the keys that nobody set.
function row({ key, meaning, unit, source, byDefault, presets }, settings) {
  const set = within(settings, key);
  const preset = set === undefined ? presets[settings.preset] : undefined;
  const value = preset === undefined ? set : JSON.parse(preset);
  const given = value !== undefined;
  const about = [unit, preset === undefined ? "" : `preset ${settings.preset}`, given && byDefault !== undefined ? `default ${shown(byDefault)}` : "", source].filter((text) => text).join(" · ");
  return element(
    "div",
    { class: given ? "given" : "default" },
    element("dt", {}, key),
    element("dd", { class: "value" }, given ? shown(value) : byDefault === undefined ? "–" : shown(byDefault), ...(given ? [element("span", { class: "unseen" }, " (set)")] : [])),
    element("dd", {}, meaning, ...(about ? [element("span", { class: "hint" }, ` ${about}`)] : [])),
  );
}

export async function showSettings(kind, settings) {
  const keys = await get(`/v1/settings/${kind}`);
  // of a nested object its keys are shown, not itself
  const objects = new Set(keys.map(({ key }) => key).filter((key) => keys.some((other) => other.key.startsWith(`${key}.`))));
  place.replaceChildren(...keys.filter(({ key }) => !objects.has(key)).map((key) => row(key, settings)));
  onlyGiven.addEventListener("change", () => place.classList.toggle("only-given", onlyGiven.checked));
}
