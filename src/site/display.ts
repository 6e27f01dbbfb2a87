/**
 * How a reader wants pages to look: theme, size of type, language of the programs. Kept in this browser, applied as
 * attributes of the root element; `src/layouts/before-paint.js` applies what was kept before the first paint.
 */
export const themes = ["system", "light", "dark"] as const;
export const sizes = ["normal", "large"] as const;
export const languages = ["typescript", "python"] as const;

export interface Display {
  theme: (typeof themes)[number];
  size: (typeof sizes)[number];
  language: (typeof languages)[number];
}

/** The key in localStorage; before-paint.js reads the same. */
export const KEY = "wirelight.display";

const choices = { theme: themes, size: sizes, language: languages } as const;

/** What was kept, as JSON; whatever is missing or not one of the choices is the first of them. */
export function parseDisplay(kept: string | null): Display {
  let value: Record<string, unknown> = {};
  try {
    value = Object(JSON.parse(kept ?? "{}")) as Record<string, unknown>;
  } catch {
    // Not ours: as if nothing had been kept.
  }
  const choose = <K extends keyof Display>(name: K): Display[K] => {
    const allowed: readonly unknown[] = choices[name];
    return (allowed.includes(value[name]) ? value[name] : allowed[0]) as Display[K];
  };
  return { theme: choose("theme"), size: choose("size"), language: choose("language") };
}

/** The attributes of the root element that say it: absent where the style sheet's own rule is meant. */
export function attributesOf(display: Display): Record<"theme" | "size" | "language", string | undefined> {
  return {
    theme: display.theme === "system" ? undefined : display.theme,
    size: display.size === "normal" ? undefined : display.size,
    language: display.language,
  };
}

export function readDisplay(): Display {
  try {
    return parseDisplay(localStorage.getItem(KEY));
  } catch {
    return parseDisplay(null);
  }
}

/** Applies a choice to this page and keeps it, where the browser lets us keep anything. */
export function chooseDisplay(change: Partial<Display>): void {
  const display = { ...readDisplay(), ...change };
  for (const [name, value] of Object.entries(attributesOf(display))) {
    if (value === undefined) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
  }
  try {
    localStorage.setItem(KEY, JSON.stringify(display));
  } catch {
    // Storage is refused: the choice holds for this page.
  }
}
