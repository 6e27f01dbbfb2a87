/** One touched thing, found again in every layer of its message. */
import type { Entry } from "../../../protocol/log.ts";
import { shiftOf } from "./alignment.ts";
import type { Span } from "./span.ts";

/**
 * The span in each of these entries' bytes in which it is something, by n: down to what carried it, up to what it
 * carries. A header's bits are nowhere in the layers above, and end there.
 */
export function project(span: Span, entries: readonly Entry[]): Map<number, Span> {
  const byN = new Map(entries.map((entry) => [entry.n, entry]));
  const spans = new Map<number, Span>();
  const start = byN.get(span.n);
  if (!start) return spans;
  spans.set(span.n, span);
  for (const queue = [start]; queue.length > 0;) {
    const entry = queue.pop()!;
    const lit = spans.get(entry.n)!;
    for (const [other, shift] of neighbours(entry, entries)) {
      if (spans.has(other.n)) continue;
      const moved = clip({ n: other.n, from: lit.from + 8 * shift, to: lit.to + 8 * shift }, other);
      if (!moved) continue;
      spans.set(other.n, moved);
      queue.push(other);
    }
  }
  return spans;
}

/** The entries right below and right above, with what to add to a place in this one to get that in the other. */
function* neighbours(entry: Entry, entries: readonly Entry[]): Generator<[other: Entry, shift: number]> {
  for (const other of entries) {
    const down = other.n === entry.parent ? shiftOf(entry, other) : null;
    if (down !== null) yield [other, down];
    const up = other.parent === entry.n ? shiftOf(other, entry) : null;
    if (up !== null) yield [other, -up];
  }
}

function clip(span: Span, { bytes }: Entry): Span | null {
  const from = Math.max(0, span.from);
  const to = Math.min(bytes.length * 8, span.to);
  return from < to ? { n: span.n, from, to } : null;
}
