import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callText, OFFERS, readArguments, readLimit } from "./asks.ts";

const flat = (text: string) => text.replace(/\s+/g, " ");
const server = flat(readFileSync("examples/12-ack/server.ts", "utf8"));
const twin = flat(readFileSync("examples/12-ack/server.py", "utf8"));

describe.each(OFFERS)("the handler of $event as it is shown", ({ typescript, python }) => {
  test("is the one of server.ts, but for what is cut", () => {
    let from = 0;
    for (const piece of flat(typescript).split(" … ")) {
      const at = server.indexOf(piece, from);
      expect(at, piece).toBeGreaterThanOrEqual(from);
      from = at + piece.length;
    }
  });

  test("is the one of server.py", () => {
    expect(twin).toContain(flat(python));
  });
});

test.each<[string, unknown[]]>([
  ["", []],
  ["2, 3", [2, 3]],
  ['"two", { "n": 2 }, [null]', ["two", { n: 2 }, [null]]],
  ["“curly”", ["curly"]],
])("reads the arguments %j", (text, args) => {
  expect(readArguments(text)).toEqual({ args });
});

test.each(["two", "2,", "2; 3", "], [", "{"])("cannot read the arguments %j", (text) => {
  expect(readArguments(text)).toEqual({
    problem: 'Write JSON values with commas between them, text in quotes: 2, "two", { "n": 2 }.',
  });
});

test("reads a limit, and an empty one as none", () => {
  expect([readLimit("1000"), readLimit(" ")]).toEqual([{ limit: 1000 }, { limit: null }]);
});

test.each(["0", "-1", "1.5", "soon", "60001"])("%s is no limit", (text) => {
  expect(readLimit(text)).toHaveProperty("problem");
});

test.each<[Parameters<typeof callText>, string]>([
  [["add", [2, 3], false, 1000], 'socket.emit("add", 2, 3)'],
  [["add", [2, 3], true, 1000], 'socket.timeout(1000).emit("add", 2, 3, callback)'],
  [["never", [], true, null], 'socket.emit("never", callback)'],
])("%j is written %s", (parts, written) => {
  expect(callText(...parts)).toBe(written);
});
