import { expect, test } from "vitest";
import { rungName } from "./rungs.ts";

test.each([
  [1, ["The solution"]],
  [2, ["A nudge", "The solution"]],
  [4, ["A nudge", "Where to look", "A worked trace", "The solution"]],
  [5, ["A nudge", "Where to look", "A worked trace", "A worked trace", "The solution"]],
])("%i hints climb to the solution", (hints, names) => {
  expect(Array.from({ length: hints }, (_, rung) => rungName(rung, hints))).toEqual(names);
});
