/** What one way has brought so far, and the last lines of it. */
import type { FollowerState } from "../../client/news/follower.ts";
import type { News } from "../../client/news/news.ts";
import { NOTHING, type Tally, tallied } from "../../client/news/tally.ts";

/** A piece of news, or numbers that were passed over. */
export type Line = { id: number; age: number } | { from: number; to: number };

export interface Heard {
  tally: Tally;
  /** Newest last. */
  lines: readonly Line[];
}

export const SILENCE: Heard = { tally: NOTHING, lines: [] };

/** Lines kept: the log has them all. */
const KEPT = 6;

/** From this age on a piece is late: it has waited for more than its way, in milliseconds. */
export const LATE = 300;

export function withNews({ tally, lines }: Heard, news: News): Heard {
  const next = tallied(tally, news);
  if (next === tally) return { tally, lines };
  const gap = next.missed > tally.missed ? [{ from: tally.last!.id + 1, to: news.id - 1 }] : [];
  return { tally: next, lines: [...lines, ...gap, { id: news.id, age: news.age }].slice(-KEPT) };
}

export function keyOf(line: Line): string {
  return "id" in line ? String(line.id) : `${line.from}-${line.to}`;
}

export const PHASES: Readonly<Record<FollowerState["phase"], string>> = {
  stopped: "stopped",
  opening: "opens",
  following: "listens",
  away: "away",
};

/** How a way is, in one sentence. */
export function told(letter: string, { phase, problem }: FollowerState, { tally: { missed } }: Heard): string {
  const loss = missed > 0 ? `, has missed ${missed}` : "";
  return `${letter} ${PHASES[phase]}${loss}.${problem ? ` ${problem}` : ""}`;
}
