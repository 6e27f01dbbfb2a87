import { expect, test } from "vitest";
import { FIRST_DIALS, NO_HEARTBEAT } from "../../client/heartbeats.ts";
import { LEAST, MOST, positionOf, readMilliseconds, VALUES } from "./scale.ts";

test("the slider goes upwards, from the least to the most that a lab takes", () => {
  expect([...VALUES].sort((a, b) => a - b)).toEqual(VALUES);
  expect([LEAST, MOST]).toEqual([100, NO_HEARTBEAT]);
  expect(VALUES).toContain(FIRST_DIALS.pingInterval);
});

test("a value has its place on it, also one between two, or out of bounds", () => {
  for (const [position, value] of VALUES.entries()) expect(positionOf(value)).toBe(position);
  expect([1, 1_049, 1_051, 99_999].map((value) => VALUES[positionOf(value)])).toEqual([100, 1_000, 1_100, 60_000]);
});

test.each([
  ["1000", 1_000],
  [" 1,500 ", 1_500],
  ["100", 100],
  ["60000", 60_000],
  ["99", null],
  ["60001", null],
  ["1.5", null],
  ["", null],
  [" ", null],
  ["a second", null],
  ["NaN", null],
])("%j is %j milliseconds", (typed, milliseconds) => {
  expect(readMilliseconds(typed)).toBe(milliseconds);
});
