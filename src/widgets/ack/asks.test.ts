import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callText, OFFERS, type Question, readArguments, readLimit, readQuestion } from "./asks.ts";

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

test.each<[Partial<Parameters<typeof readQuestion>[0]>, ReturnType<typeof readQuestion>]>([
  [{}, { event: "add", args: [2, 3], ask: true, limit: 1000 }],
  [{ limit: "" }, { event: "add", args: [2, 3], ask: true, limit: null }],
  [
    { ask: false, limit: "soon" },
    { event: "add", args: [2, 3], ask: false, limit: null },
  ],
  [{ event: " " }, { problem: "An event has a name." }],
  [{ limit: "soon" }, { problem: "The limit is a number of milliseconds from 1 to 60000, or empty for none." }],
])("the form with %j is read", (change, question) => {
  expect(readQuestion({ event: "add", args: "2, 3", ask: true, limit: "1000", ...change })).toEqual(question);
});

test.each<[Question, string]>([
  [{ event: "add", args: [2, 3], ask: false, limit: null }, 'socket.emit("add", 2, 3)'],
  [{ event: "add", args: [2, 3], ask: true, limit: 1000 }, 'socket.timeout(1000).emit("add", 2, 3, callback)'],
  [{ event: "never", args: [], ask: true, limit: null }, 'socket.emitWithAck("never")'],
])("%j is written %s", (question, written) => {
  expect(callText(question)).toBe(written);
});
