import { expect, test } from "vitest";
import { Rate, Rates } from "./rate.ts";

test("as many within a second as there may be, then no more until the next", () => {
  const rate = new Rate(3);
  const exceeded = [0, 10, 20, 30, 999, 1_000, 1_001].map((time) => rate.exceeded(10_000 + time));
  expect(exceeded).toEqual([false, false, false, true, true, false, false]);
});

test("each caller has its own", () => {
  const rates = new Rates(1);
  const calls = [
    ["a", 0],
    ["b", 1],
    ["a", 2],
    ["b", 1_500],
    ["b", 1_501],
  ] as const;
  expect(calls.map(([caller, time]) => rates.exceeded(caller, 10_000 + time))).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});
