import { expect, test } from "vitest";
import { transcript } from "./transcript.ts";

function recorded() {
  const lines: string[] = [];
  return { lines, ...transcript((line) => lines.push(line)) };
}

test("shows who sent and got what, the client always on the left", () => {
  const { lines, sent, got } = recorded();
  sent("A", "one");
  got("B", "two");
  expect(lines).toEqual(["  A → one", "  B ← two"]);
});

test("breaks what it says into lines of at most 80 characters, between words", () => {
  const { lines, say } = recorded();
  say(`${"word ".repeat(16)}end ${"x".repeat(90)}`);
  expect(lines).toEqual([`\n${"word ".repeat(16).trimEnd()}\nend\n${"x".repeat(90)}`]);
});

test("writes a claim down when it holds, whatever the order of keys", () => {
  const { lines, check } = recorded();
  check("they are equal", { a: 1, b: [2] }, { b: [2], a: 1 });
  expect(lines).toEqual(["  ✓ they are equal"]);
});

test.each([
  [5, "5", 'the sum: expected "5", saw 5.'],
  [["a"], [], 'the sum: expected [], saw ["a"].'],
  [undefined, 5, "the sum: expected 5, saw undefined."],
])("a claim about %j that expected %j ends the script with both", (seen, expected, message) => {
  const { lines, check } = recorded();
  expect(() => check("the sum", seen, expected)).toThrow(message);
  expect(lines).toEqual([]);
});
