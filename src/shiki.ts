/**
 * How code is coloured: Shiki at build time, in Markdown, in MDX and in `<Code>` (pass `shiki` to its props).
 *
 * Shiki writes colours as `style=""`, which the site's Content-Security-Policy forbids. Each style that the
 * css-variables theme makes becomes a class, so the colours stand in our own style sheet:
 * `color:var(--astro-code-token-keyword)` becomes `class="token-keyword"`.
 */
import type { ShikiTransformer } from "shiki";

type Root = Parameters<NonNullable<ShikiTransformer["root"]>>[0];
type Node = Root | Root["children"][number];

const styles: [pattern: RegExp, className: string][] = [
  [/font-style:\s*italic/, "token-italic"],
  [/font-weight:\s*bold/, "token-bold"],
  [/text-decoration:[^;]*underline/, "token-underline"],
  [/user-select:\s*none/, "token-mark"],
];

/** The classes that say what an inline style of the css-variables theme says. */
export function classesOf(style: string): string[] {
  const token = /color:\s*var\(--astro-code-(token-[a-z-]+)\)/.exec(style)?.[1];
  const others = styles.filter(([pattern]) => pattern.test(style)).map(([, className]) => className);
  return token ? [token, ...others] : others;
}

function styleToClass(node: Node): void {
  if (node.type === "element" && typeof node.properties.style === "string") {
    const before = node.properties.class ?? node.properties.className ?? [];
    const classes = [before, classesOf(node.properties.style)].flat().join(" ").trim();
    delete node.properties.style;
    delete node.properties.className;
    if (classes) node.properties.class = classes;
  }
  if ("children" in node) node.children.forEach(styleToClass);
}

export const shiki = {
  theme: "css-variables" as const,
  transformers: [
    {
      name: "style-to-class",
      // Shiki gives a line up after half a second, which a busy machine needs for the first one.
      preprocess: (_code, options) => void (options.tokenizeTimeLimit = 0),
      root: styleToClass,
    } satisfies ShikiTransformer,
  ],
};
