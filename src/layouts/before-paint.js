// Stands in the head and runs before the first paint, so that the chosen theme, size and language never flash.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const { theme, size, language } = JSON.parse(localStorage.getItem("wirelight.display") ?? "{}");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (size === "large") root.dataset.size = size;
    root.dataset.language = language === "python" ? "python" : "typescript";
  } catch {
    // Storage is refused or holds something else: the reader's system decides.
    root.dataset.language = "typescript";
  }
})();
