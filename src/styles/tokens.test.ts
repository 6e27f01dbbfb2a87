import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LAYERS } from "../../protocol/log.ts";

/** WCAG 2.2 §1.4.3 (text) and §1.4.11 (marks and borders of controls). */
const TEXT = 4.5;
const MARK = 3;

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }] as const,
  ),
);

/** Relative luminance of an sRGB colour such as `#a24112`, by WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function pair(ink: string, ground: string, theme: "light" | "dark"): number {
  const [one, other] = [tokens.get(ink), tokens.get(ground)];
  if (!one || !other) throw new Error(`tokens.css has no colour --${one ? ground : ink}`);
  return contrast(one[theme], other[theme]);
}

const surfaces = ["surface", "surface-sunken", "surface-raised"];
const layers = LAYERS.map((layer) => `layer-${layer.replace(".", "-")}`);
const tints = [...layers, "accent", "good", "bad", "warn"].map((name) => `${name}-soft`);

it("the browser's own frame has the colour of the page", () => {
  const page = readFileSync(new URL("../layouts/Page.astro", import.meta.url), "utf8");
  const frame = [...page.matchAll(/name="theme-color" media="\(prefers-color-scheme: (\w+)\)" content="([^"]+)"/g)];
  expect(frame.map(([, theme, colour]) => [theme, colour])).toEqual(Object.entries(tokens.get("surface")!));
});

describe.each(["light", "dark"] as const)("colours of the %s theme", (theme) => {
  it.each(["ink", "ink-soft", "accent", "good", "bad", "warn", ...layers])(
    "--%s reads as text on every surface",
    (ink) => {
      for (const surface of surfaces) expect(pair(ink, surface, theme), surface).toBeGreaterThanOrEqual(TEXT);
    },
  );

  it.each(tints)("--%s carries ink, and its own colour, as text", (tint) => {
    expect(pair("ink", tint, theme)).toBeGreaterThanOrEqual(TEXT);
    expect(pair("ink-soft", tint, theme)).toBeGreaterThanOrEqual(TEXT);
    expect(pair(tint.replace("-soft", ""), tint, theme)).toBeGreaterThanOrEqual(TEXT);
  });

  it.each(layers)("--%s is a strip that text can stand on", (layer) => {
    expect(pair("on-layer", layer, theme)).toBeGreaterThanOrEqual(TEXT);
  });

  it("carries text on the accent", () => {
    expect(pair("on-accent", "accent", theme)).toBeGreaterThanOrEqual(TEXT);
  });

  it.each(["focus", "line-strong", "ink-faint"])("--%s is seen against every surface", (mark) => {
    for (const surface of surfaces) expect(pair(mark, surface, theme), surface).toBeGreaterThanOrEqual(MARK);
  });
});
