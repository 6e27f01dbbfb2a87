/** What the clock shows of the last seconds: when it was asked, and how long each piece of news had waited for that. */
import type { Poll } from "../../client/news/poller.ts";

/** Milliseconds that can be seen. */
export const SPAN = 10_000;

export interface Mark {
  /** When the answer was there: milliseconds of the page's clock. */
  at: number;
  what: "nothing" | "news" | "failed";
}

export interface Wait {
  id: number;
  /** When it happened; it became known at `to`. */
  from: number;
  to: number;
  age: number;
}

/** Polls that can still be seen. */
export function seenAt(now: number, polls: readonly Poll[]): readonly Poll[] {
  const first = polls.findIndex(({ answered }) => answered > now - SPAN);
  return first < 0 ? [] : polls.slice(first);
}

export function marksOf(polls: readonly Poll[]): Mark[] {
  return polls.map(({ answered, news, failed }) => ({
    at: answered,
    what: failed ? "failed" : news.length > 0 ? "news" : "nothing",
  }));
}

/** The first poll since the start brings what was there before: nobody waited for that. */
export function waitsOf(polls: readonly Poll[]): Wait[] {
  return polls
    .filter(({ first }) => !first)
    .flatMap(({ answered, news }) => news.map(({ id, age }) => ({ id, from: answered - age, to: answered, age })));
}
