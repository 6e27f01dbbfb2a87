/** Polling at one interval for a while: what it brought, and what it cost. */
import { bytesOf, type Cost, NO_COST } from "../../client/cost.ts";
import type { Poll } from "../../client/news/poller.ts";
import { NOTHING, type Tally, tallied } from "../../client/news/tally.ts";

export interface Try {
  /** Milliseconds from poll to poll. */
  every: number;
  /** Answered polls; the first one after a start is none of them: it brings what was there before. */
  polls: number;
  /** Those that brought nothing. */
  empty: number;
  tally: Tally;
  cost: Cost;
}

export function tryAt(every: number): Try {
  return { every, polls: 0, empty: 0, tally: NOTHING, cost: NO_COST };
}

export function withPoll(one: Try, { news, first, failed }: Poll): Try {
  if (first || failed) return one;
  const empty = one.empty + (news.length === 0 ? 1 : 0);
  return { ...one, polls: one.polls + 1, empty, tally: news.reduce(tallied, one.tally) };
}

/** Bytes for a piece of news, both ways; undefined before there is one. */
export function bytesAPiece({ tally, cost }: Pick<Try, "tally" | "cost">): number | undefined {
  return tally.pieces > 0 ? Math.round(bytesOf(cost) / tally.pieces) : undefined;
}

/** The intervals that can be chosen, in milliseconds. */
export const INTERVALS = [100, 200, 500, 800, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000] as const;

/** `500 ms`, `2 s`, `1.5 s` */
export function intervalText(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}
