// Light, dark, or as the system has it. Runs before the page is painted, so that nothing flashes.
(() => {
  const NEXT = { system: "light", light: "dark", dark: "system" };
  const NAMES = { system: "as the system", light: "light", dark: "dark" };
  const root = document.documentElement;

  function read() {
    try {
      return NEXT[localStorage.getItem("theme")] ? localStorage.getItem("theme") : "system";
    } catch {
      return "system";
    }
  }

  function apply(theme) {
    if (theme === "system") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
  }

  let theme = read();
  apply(theme);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const show = () => { button.textContent = `Colours: ${NAMES[theme]}`; };
    show();
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = NEXT[theme];
      localStorage.setItem("theme", theme);
      apply(theme);
      show();
    });
  });
})();
