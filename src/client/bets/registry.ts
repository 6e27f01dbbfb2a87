/** Bets by lesson: a page loads its own one only. */
import type { Bet } from "./bet.ts";

const BETS: Readonly<Record<number, () => Promise<{ bet: Bet }>>> = {
  1: () => import("./01.ts"),
  2: () => import("./02.ts"),
  3: () => import("./03.ts"),
  4: () => import("./04.ts"),
  5: () => import("./05.ts"),
  6: () => import("./06.ts"),
  7: () => import("./07.ts"),
  8: () => import("./08.ts"),
  9: () => import("./09.ts"),
  10: () => import("./10.ts"),
  11: () => import("./11.ts"),
  12: () => import("./12.ts"),
  13: () => import("./13.ts"),
  14: () => import("./14.ts"),
  15: () => import("./15.ts"),
};

/** @throws {RangeError} for a lesson without one */
export async function betOf(lesson: number): Promise<Bet> {
  const load = BETS[lesson];
  if (!load) throw new RangeError(`lesson ${lesson} has no bet`);
  return (await load()).bet;
}
