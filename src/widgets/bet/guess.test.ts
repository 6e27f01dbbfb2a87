import { expect, test } from "vitest";
import { askedOf, draftOf, guessOf, has, type Asked } from "./guess.ts";

const options = [
  { id: "client", label: "the client" },
  { id: "server", label: "the server" },
  { id: "either", label: "either" },
];
const choice: Asked = { lesson: 3, question: "Who may speak first?", kind: "choice", options };
const set: Asked = { ...choice, kind: "set" };
const number: Asked = { lesson: 5, question: "Which status?", kind: "number", unit: "", min: 100, max: 599 };

test.each<[string, Asked, Partial<{ chosen: string[]; typed: string }>, ReturnType<typeof guessOf>]>([
  ["a choice is one option's id", choice, { chosen: ["either"] }, { guess: "either" }],
  ["no choice is no guess", choice, {}, { missing: "Choose one." }],
  ["a set keeps the order of the options", set, { chosen: ["either", "client"] }, { guess: ["client", "either"] }],
  ["an empty set is no guess", set, {}, { missing: "Choose one or more." }],
  ["a set knows only its options", set, { chosen: ["nobody"] }, { missing: "Choose one or more." }],
  ["a number", number, { typed: " 400 " }, { guess: 400 }],
  ["a number with a decimal comma", { ...number, min: 0 }, { typed: "1,5" }, { guess: 1.5 }],
  ["an empty field", number, { typed: "  " }, { missing: "Type a number." }],
  ["no number", number, { typed: "four hundred" }, { missing: "Type a number." }],
  ["no end of it", number, { typed: "Infinity" }, { missing: "Type a number." }],
  ["out of range", number, { typed: "600" }, { missing: "Type a number from 100 to 599." }],
])("%s", (_, asked, draft, guess) => {
  expect(guessOf(asked, { chosen: [], typed: "", ...draft })).toEqual(guess);
});

test.each([["either"], [["client", "server"]], [400]])("a stored guess %j fills the form that made it", (guess) => {
  const asked = typeof guess === "number" ? number : Array.isArray(guess) ? set : choice;
  expect(guessOf(asked, draftOf(guess))).toEqual({ guess });
});

test("an option belongs to a choice or to a set", () => {
  expect([
    has("either", "either"),
    has("either", "server"),
    has(["client"], "client"),
    has([], "client"),
    has(4, "4"),
  ]).toEqual([true, false, true, false, false]);
});

test("what is shown of a bet leaves out the judge: it must pass as a component's property", () => {
  const asked = askedOf({ ...choice, judge: () => ({ settled: false, reason: "" }) });
  expect(asked).toEqual(choice);
  expect(JSON.parse(JSON.stringify(asked))).toEqual(asked);
});
