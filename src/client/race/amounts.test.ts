import { expect, test } from "vitest";
import { size, times } from "./amounts.ts";

test.each([
  [0, "no bytes"],
  [1, "1 byte"],
  [1_683, "1,683 bytes"],
  [10_000, "10 kB"],
  [13_540, "14 kB"],
  [3_500_000, "3,500 kB"],
  [73_440_000, "73 MB"],
])("%d bytes are %s", (bytes, said) => {
  expect(size(bytes)).toBe(said);
});

test.each([
  [0, "no requests"],
  [1, "1 request"],
  [1_200, "1,200 requests"],
])("%d of a request are %s", (number, said) => {
  expect(times(number, "request")).toBe(said);
});
