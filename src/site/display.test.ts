import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it, test } from "vitest";
import { attributesOf, KEY, parseDisplay } from "./display.ts";

const usual = { theme: "system", size: "normal", language: "typescript" };

test.each([
  ["nothing", null, usual],
  [
    "a choice of each",
    '{"theme":"dark","size":"large","language":"python"}',
    { theme: "dark", size: "large", language: "python" },
  ],
  ["values that are no choices", '{"theme":"pink","size":3,"language":null}', usual],
  ["something that is no object", "7", usual],
  ["null", "null", usual],
  ["something that is no JSON", "{theme:", usual],
])("what was kept may be %s", (_, kept, display) => {
  expect(parseDisplay(kept)).toEqual(display);
});

describe("the script before the first paint", () => {
  const script = readFileSync(new URL("../layouts/before-paint.js", import.meta.url), "utf8");

  /** The root's attributes after the script ran on a page whose storage holds `kept`. */
  function attributesAfter(kept: string | null): Record<string, string> {
    const dataset: Record<string, string> = {};
    const localStorage = { getItem: (key: string) => (key === KEY ? kept : null) };
    runInNewContext(script, { document: { documentElement: { dataset } }, localStorage, JSON });
    return dataset;
  }

  it.each([
    null,
    "{",
    "null",
    '{"theme":"dark"}',
    '{"theme":"light","size":"large"}',
    '{"language":"python","theme":"pink"}',
  ])("says what the switches would say of %s", (kept) => {
    const expected = Object.entries(attributesOf(parseDisplay(kept))).filter(([, value]) => value !== undefined);
    expect(attributesAfter(kept)).toEqual({ js: "", ...Object.fromEntries(expected) });
  });
});
