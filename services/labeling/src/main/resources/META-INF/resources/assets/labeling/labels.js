// Reviewing what was recorded.
import { post, say } from "./api.js";
import { onSubmit } from "./leads.js";
import { duration } from "./parts.js";

for (const place of document.querySelectorAll("[data-millis]")) {
  place.textContent = duration(Number(place.dataset.millis));
}

for (const article of document.querySelectorAll("[data-submission]")) {
  const form = article.querySelector("form");
  if (!form) {
    continue;
  }
  let action = "count";
  form.addEventListener("click", (event) => { action = event.target.closest("button")?.value ?? action; });
  onSubmit(form, async () => {
    const { state } = await post(`/v1/submissions/${article.dataset.submission}/review`, { action, comment: form.elements.comment.value });
    const badge = article.querySelector("[data-state]");
    badge.className = `badge ${state}`;
    badge.textContent = state.replace("_", " ");
    form.reset();
    form.closest("details").open = false;
    say(`Recorded: ${state.replace("_", " ")}.`);
  });
}
