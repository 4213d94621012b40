// A key is exchanged for a link, and the link for a session; the key itself is kept nowhere.

const form = document.getElementById("form");
const key = document.getElementById("key");
const problem = document.getElementById("problem");
const to = new URLSearchParams(location.search).get("to") ?? "/";

async function link() {
  const response = await fetch("/session", { method: "POST", headers: { Authorization: `Bearer ${key.value.trim()}` } });
  if (response.ok) {
    return (await response.json()).link;
  }
  problem.textContent = response.status === 401 ? "This key is not known here." : "This key may not open pages.";
  return null;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  try {
    const opened = await link();
    if (opened) {
      location.assign(`${opened}&to=${encodeURIComponent(to)}`);
    } else {
      key.focus();
    }
  } catch {
    problem.textContent = "The service does not answer. Try again in a moment.";
  }
});

key.focus();
