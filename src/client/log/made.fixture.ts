/** Entries and lines for tests: what a test does not say is as plain as can be. */
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import type { Item, Line } from "./line.ts";

/** An entry from its n, `layer kind`, and what else matters. */
export function made(n: number, what: string, more: Record<string, unknown> = {}): Entry {
  const [layer, kind] = what.split(" ");
  const data = {};
  return {
    n,
    t: n,
    conn: "c1",
    from: "client",
    layer,
    kind,
    data,
    bytes: new Uint8Array(),
    ...more,
  } as unknown as Entry;
}

export function madePage(p: number, more: Partial<PageEntry> = {}): PageEntry {
  return { p, after: 0, t: p, client: "A", layer: "app", kind: "note", summary: `page entry ${p}`, data: {}, ...more };
}

let seq = 0;

export function lineOf(item: Item): Line {
  return { seq: seq++, item, row: null, taken: false, search: null };
}
