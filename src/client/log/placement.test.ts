import { expect, test } from "vitest";
import { keyOf } from "./line.ts";
import { made, madePage } from "./made.fixture.ts";
import { Placement } from "./placement.ts";

function placed(entries: number[], page: number[], now: number): string[] {
  const placement = new Placement();
  for (const t of entries) placement.entry(made(t, "tcp chunk", { t }));
  for (const t of page) placement.page(madePage(t, { t }));
  return placement.take(now).map(keyOf);
}

test.each([
  [
    "the page's entries stand between the lab's, by the lab's clock",
    [10, 20, 30],
    [5, 15, 25],
    30,
    "p5 10 p15 20 p25 30",
  ],
  ["a page entry newer than all of the lab's waits for them", [10], [15], 20, "10"],
  ["but not for ever", [10], [15], 166, "10 p15"],
  ["of one moment the lab's stands first: the page was told of it", [10], [10], 161, "10 p10"],
  ["the page's own keep their order", [100], [3, 2], 100, "p3 p2 100"],
])("%s", (_, entries, page, now, order) => {
  expect(placed(entries, page, now).join(" ")).toBe(order);
});

test("what was taken is not given again, what waits is", () => {
  const placement = new Placement();
  placement.entry(made(1, "tcp chunk"));
  placement.page(madePage(5));
  expect(placement.take(6).map(keyOf)).toEqual(["1"]);
  expect(placement.waiting).toBe(true);
  placement.entry(made(9, "tcp chunk"));
  expect(placement.take(9).map(keyOf)).toEqual(["p5", "9"]);
  expect(placement.waiting).toBe(false);
});
