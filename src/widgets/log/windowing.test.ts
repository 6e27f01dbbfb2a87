import { expect, test } from "vitest";
import { topOf, totalHeight, windowOf, type Layout } from "./windowing.ts";

const plain: Layout = { count: 1_000, row: 30, open: -1, detail: 0 };
const opened: Layout = { count: 1_000, row: 30, open: 10, detail: 400 };

test.each([
  ["at the top", plain, 0, { from: 0, to: 11, above: 0, below: 29_670 }],
  ["in the middle", plain, 3_000, { from: 100, to: 111, above: 3_000, below: 26_670 }],
  ["at the end", plain, 29_700, { from: 990, to: 1_000, above: 29_700, below: 0 }],
  ["past the end, after rows have gone", plain, 40_000, { from: 1_000, to: 1_000, above: 30_000, below: 0 }],
  ["before the opened row", opened, 0, { from: 0, to: 11, above: 0, below: 29_670 }],
  ["within what stands below the opened row", opened, 500, { from: 10, to: 14, above: 300, below: 29_580 }],
  ["after the opened row", opened, 730, { from: 11, to: 22, above: 730, below: 29_340 }],
  ["of an empty list", { ...plain, count: 0 }, 0, { from: 0, to: 0, above: 0, below: 0 }],
])("the window %s", (_, layout, top, window) => {
  expect(windowOf(layout, top, 300, 0)).toEqual(window);
});

test("a window with spare rows has them on both sides", () => {
  expect(windowOf(plain, 3_000, 300, 6)).toMatchObject({ from: 94, to: 117 });
});

test("what is above, the window and what is below make the whole height", () => {
  for (let top = 0; top < 31_000; top += 37) {
    const { from, to, above, below } = windowOf(opened, top, 300);
    const shown = topOf(opened, to) - topOf(opened, from);
    expect(above + shown + below).toBe(totalHeight(opened));
  }
});

test("one row stands for all until a row's height has been measured", () => {
  expect(windowOf({ ...plain, row: 0 }, 0, 300)).toEqual({ from: 0, to: 1, above: 0, below: 0 });
});
