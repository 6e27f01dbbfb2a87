/** What someone who follows the news has got: how much, how old, and what is missing in between. */
import type { News } from "./news.ts";

export interface Tally {
  readonly pieces: number;
  /** The newest piece. */
  readonly last?: News;
  /** The age of the one that was oldest when it came, in milliseconds. */
  readonly worst?: number;
  /** Numbers that were passed over. */
  readonly missed: number;
}

export const NOTHING: Tally = { pieces: 0, missed: 0 };

/** The tally with one more piece. One that was there already changes nothing. */
export function tallied(tally: Tally, news: News): Tally {
  const { last, worst = 0 } = tally;
  if (last && news.id <= last.id) return tally;
  return {
    pieces: tally.pieces + 1,
    last: news,
    worst: Math.max(worst, news.age),
    missed: tally.missed + (last ? news.id - last.id - 1 : 0),
  };
}
