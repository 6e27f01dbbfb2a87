/**
 * Which part of a message is lit: a run of bits in the bytes of one entry. Bits, because a frame's header has fields of
 * one bit; all views of the inspector share this unit.
 */
export interface Span {
  /** The entry whose bytes these are. */
  n: number;
  /** First bit, counted from the most significant bit of the first byte. */
  from: number;
  /** The bit after the last one. */
  to: number;
}

/** @param start first byte, @param end the byte after the last one */
export function bytesSpan(n: number, start: number, end: number): Span {
  return { n, from: start * 8, to: end * 8 };
}

export function overlaps(a: Span | null | undefined, b: Span | null | undefined): boolean {
  return !!a && !!b && a.n === b.n && a.from < b.to && b.from < a.to;
}

export function sameSpan(a: Span | null, b: Span | null): boolean {
  return a === b || (!!a && !!b && a.n === b.n && a.from === b.from && a.to === b.to);
}

/** Whole bytes that a span touches, e.g. `byte 6` or `bytes 6–10`. */
export function bytesText({ from, to }: Pick<Span, "from" | "to">): string {
  const [first, last] = [from >> 3, (to - 1) >> 3];
  return first === last ? `byte ${first}` : `bytes ${first}–${last}`;
}
