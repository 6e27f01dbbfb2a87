import { expect, test } from "vitest";
import { describe as describeArgs } from "./describe.ts";

class Point {
  x = 1;
  toJSON(): unknown {
    return [this.x];
  }
}

test.each<[string, unknown, unknown]>([
  ["text", "hi", "hi"],
  ["numbers and truth", [1, 1.5, true], [1, 1.5, true]],
  ["nothing", [null, undefined], [null, null]],
  ["bytes", Buffer.from([1, 255]), { binary: 2, hex: "01ff" }],
  ["a view of bytes", new Uint16Array([1]), { binary: 2, hex: "0100" }],
  ["a buffer of bytes", new Uint8Array([7]).buffer, { binary: 1, hex: "07" }],
  ["many bytes, cut", Buffer.alloc(100), { binary: 100, hex: "00".repeat(64) }],
  ["long text, cut", "x".repeat(5_000), `${"x".repeat(4_096)}…`],
  ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["whatever has toJSON", new Point(), [1]],
  ["a map, which JSON does not know", new Map([["a", 1]]), {}],
  ["a big integer, which JSON does not know", 10n, "10n"],
  ["a function", () => {}, "function"],
  ["members that JSON leaves out", { a: undefined, b: () => {}, c: 1 }, { c: 1 }],
])("%s", (_name, value, expected) => {
  expect(describeArgs([value])).toEqual([expected]);
});

test("is a copy: later changes do not show", () => {
  const value = { list: [1] };
  const described = describeArgs([value]);
  value.list.push(2);
  expect(described).toEqual([{ list: [1] }]);
});

test("what contains itself, or the same thing a million times, is cut", () => {
  const self: Record<string, unknown> = {};
  self["self"] = self;
  expect(JSON.stringify(describeArgs([self])).length).toBeLessThan(1_000);
  let wide: unknown = 1;
  for (let i = 0; i < 20; i++) wide = Array.from({ length: 10 }, () => wide);
  expect(JSON.stringify(describeArgs([wide])).length).toBeLessThan(10_000);
});

test("a key that would change an object's prototype is a key", () => {
  const [described] = describeArgs([JSON.parse('{"__proto__":{"x":1}}')]) as [object];
  expect(Object.getPrototypeOf(described)).toBe(Object.prototype);
  expect(JSON.stringify(described)).toBe('{"__proto__":{"x":1}}');
});
