import { describe, expect, test } from "vitest";
import { call, keepable } from "../clients/client.ts";
import { FORMS, TREASURE } from "./encodings.ts";
import { inWords, isSame, VALUES } from "./values.ts";

test.each([
  [new Map<unknown, unknown>([[1, { a: [] }]]), "Map { 1 → { a: [] } }"],
  [new Map(), "Map {}"],
  [new Set(["a"]), 'Set { "a" }'],
  [new Date(0), "Date 1970-01-01T00:00:00.000Z"],
  [undefined, "undefined"],
  [null, "null"],
  [10n, "10n"],
  [Uint8Array.of(1, 255), "Uint8Array <01 ff>"],
  [Uint8Array.of(1, 255).buffer, "ArrayBuffer <01 ff>"],
  [{ gone: undefined, list: [Number.NaN] }, "{ gone: undefined, list: [NaN] }"],
])("%o is %s in words", (value, words) => {
  expect(inWords(value)).toBe(words);
});

test("bytes are the same in whatever they come back, and a text is no date", () => {
  expect(isSame({ two: [Uint8Array.of(1)] }, { two: [Uint8Array.of(1).buffer] })).toBe(true);
  expect(isSame(Uint8Array.of(1), Uint8Array.of(2).buffer)).toBe(false);
  expect(isSame(new Date(0), new Date(0).toISOString())).toBe(false);
});

test("the code of each value makes it", () => {
  for (const { code, make } of VALUES)
    expect(inWords(new Function(`return ${code}`)() as unknown)).toBe(inWords(make()));
});

test("so does the code of each form, where it is code", () => {
  for (const [name, forms] of Object.entries(FORMS))
    for (const { code, make } of forms.filter(({ code }) => !code.startsWith("text,")))
      expect(new Function(name, `return ${code}`)(TREASURE[name as keyof typeof TREASURE])).toEqual(make());
});

describe("the page's own entries", () => {
  test.each([
    [new Map([["a", 1]]), 'emit(new Map([["a",1]]))'],
    [new Set([1]), "emit(new Set([1]))"],
    [new Date(0), 'emit(new Date("1970-01-01T00:00:00.000Z"))'],
    [new Date(Number.NaN), "emit(new Date(NaN))"],
    [{ gone: undefined, list: [Number.NaN, 10n] }, 'emit({"gone":undefined,"list":[NaN,10n]})'],
    [{ two: [Uint8Array.of(1)] }, 'emit({"two":[<1 bytes>]})'],
    ['a "text"', 'emit("a \\"text\\"")'],
    ["x".repeat(300), `emit("${"x".repeat(199)}…)`],
  ])("write %o as the program has it", (value, written) => {
    expect(call("emit", [value])).toBe(written);
  });

  test("can be kept, whatever they were made of", () => {
    expect(keepable([1, { a: [] }])).toEqual([1, { a: [] }]);
    expect(keepable([10n, "a"])).toEqual(["10n", '"a"']);
  });
});
