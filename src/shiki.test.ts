import { createCssVariablesTheme, codeToHtml } from "shiki";
import { expect, test } from "vitest";
import { classesOf, shiki } from "./shiki.ts";

const theme = createCssVariablesTheme({ variablePrefix: "--astro-code-" });

test("highlighted code has classes and no inline style", async () => {
  const html = await codeToHtml('const a = "b"; // c', { lang: "ts", theme, transformers: shiki.transformers });
  expect(html).not.toContain("style=");
  expect(html).toContain('<span class="token-keyword">const</span>');
  expect(html).toContain('<span class="token-comment">// c</span>');
});

test.each([
  ["color:var(--astro-code-token-string-expression)", ["token-string-expression"]],
  ["color:var(--astro-code-token-link);font-weight:bold", ["token-link", "token-bold"]],
  ["font-style:italic;text-decoration:underline", ["token-italic", "token-underline"]],
  ["user-select: none;", ["token-mark"]],
  ["background-color:var(--astro-code-background);color:var(--astro-code-foreground)", []],
])("%s becomes %j", (style, classes) => {
  expect(classesOf(style)).toEqual(classes);
});
