/** The switches in the menu "Display": show what is chosen, and choose. */
import { progressOf } from "../client/progress.ts";
import { chooseDisplay, readDisplay, type Display } from "./display.ts";

export function wireDisplayForm(form: HTMLFormElement): void {
  const progress = progressOf();
  const display = readDisplay();
  for (const input of form.querySelectorAll("input")) {
    if (input.name === "theme") input.checked = input.value === display.theme;
    if (input.name === "size") input.checked = display.size === "large";
    if (input.name === "unlocked") progress.subscribe(({ unlocked }) => (input.checked = unlocked));
  }
  form.addEventListener("change", () => {
    const choice = new FormData(form);
    chooseDisplay({
      theme: choice.get("theme") as Display["theme"],
      size: choice.has("size") ? "large" : "normal",
    });
    progress.unlock(choice.has("unlocked"));
  });
}
