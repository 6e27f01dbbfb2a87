import { expect, test } from "vitest";
import { rowAfter } from "./keys.ts";

test.each<[string, number, number | undefined]>([
  ["ArrowDown", 5, 6],
  ["ArrowDown", 99, 99],
  ["ArrowUp", 5, 4],
  ["ArrowUp", 0, 0],
  ["PageDown", 5, 14],
  ["PageUp", 5, 0],
  ["Home", 5, 0],
  ["End", 5, 99],
  ["Enter", 5, undefined],
  ["constructor", 5, undefined],
])("%s at row %i of 100 leads to %s", (key, at, next) => {
  expect(rowAfter(key, at, 10, 100)).toBe(next);
});

test("in an empty log no key leads anywhere", () => {
  expect(rowAfter("End", -1, 10, 0)).toBeUndefined();
});
