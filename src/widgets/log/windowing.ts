/** Which rows of a long list are worth having in the page: all have one height, the opened one has more below it. */

export interface Layout {
  /** Rows in all. */
  count: number;
  /** Height of a row, in pixels. */
  row: number;
  /** Index of the opened row, or -1. */
  open: number;
  /** Height of what stands below the opened row. */
  detail: number;
}

export interface Window {
  /** First index shown. */
  from: number;
  /** Index after the last one shown. */
  to: number;
  /** Height of what is left out before and after, in pixels. */
  above: number;
  below: number;
}

export function totalHeight({ count, row, open, detail }: Layout): number {
  return count * row + (open >= 0 ? detail : 0);
}

/** Where a row begins; `index` may be `count`: the end. */
export function topOf({ row, open, detail }: Layout, index: number): number {
  return index * row + (open >= 0 && open < index ? detail : 0);
}

/**
 * The rows that can be seen, and a few more on either side.
 * @param top how far the list is scrolled, @param height of the part that can be seen
 */
export function windowOf(layout: Layout, top: number, height: number, spare = 6): Window {
  const { count, row } = layout;
  if (row <= 0) return { from: 0, to: Math.min(count, 1), above: 0, below: 0 };
  const from = clamp(indexAt(layout, top) - spare, 0, count);
  const to = clamp(indexAt(layout, top + height) + 1 + spare, from, count);
  return { from, to, above: topOf(layout, from), below: totalHeight(layout) - topOf(layout, to) };
}

/** The row at this height; what stands below the opened row belongs to it. */
function indexAt({ row, open, detail }: Layout, y: number): number {
  const plain = Math.floor(y / row);
  if (open < 0 || plain <= open) return plain;
  return Math.max(open, Math.floor((y - detail) / row));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
