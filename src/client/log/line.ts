/** What the log store holds: lines (one entry each) and rows (the lines of one message). */
import type { Entry, PageEntry } from "../../../protocol/log.ts";

/** An entry of the lab, or one of the page's own. */
export type Item = Entry | PageEntry;

export interface Line {
  /** Its place in the log of this page, rising, never used twice. */
  seq: number;
  item: Item;
  /** The message that it is a part of; set as soon as that is known. */
  row: Row | null;
  /** Some line already stands on it: the next one that does is another message in the same bytes. */
  taken: boolean;
  /** What a text filter looks at, in lower case; made when there is nothing else to do, or at the first search. */
  search: string | null;
}

/** One message: all lines that it became, from the chunk of bytes to what the program did about it. */
export interface Row {
  seq: number;
  /** In the order in which they came. */
  lines: Line[];
}

export function isPage(item: Item): item is PageEntry {
  return "p" in item;
}

/** What names it in an address and in a verdict: `17`, or `p3` for one of the page's own. */
export function keyOf(item: Item): string {
  return isPage(item) ? `p${item.p}` : String(item.n);
}

/** Entries that the page or the lab's program made itself: nothing of them was on the wire. */
export function isWire(item: Item): item is Exclude<Entry, { layer: "app" }> {
  return item.layer !== "app";
}
