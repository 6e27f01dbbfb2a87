import { expect, test } from "vitest";
import { absenceOf } from "./absence.ts";

test.each([
  ["17", "Entry 17 has not come yet. It is opened as soon as it comes."],
  ["16", "Entry 16 is not held any more."],
  ["p3", "Entry p3 of the page has not come yet, or is not held any more."],
  ["0", "There is no entry “0”: entries are named by numbers, such as 17, or p3 in the page."],
  ["-1", "There is no entry “-1”: entries are named by numbers, such as 17, or p3 in the page."],
  ["a\u202E", "There is no entry “aU+202E”: entries are named by numbers, such as 17, or p3 in the page."],
  [
    "9".repeat(30),
    `There is no entry “${"9".repeat(20)}”: entries are named by numbers, such as 17, or p3 in the page.`,
  ],
])("%s, of 16 that have come", (key, said) => {
  expect(absenceOf(key, 16)).toBe(said);
});
