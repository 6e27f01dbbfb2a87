/** The rungs of the hint ladder: from a nudge to the solution. */
const RUNGS = ["A nudge", "Where to look", "A worked trace", "The solution"] as const;

/**
 * What the hint at this place is. The last hint is always the solution, however many there are.
 * @param rung from 0
 */
export function rungName(rung: number, hints: number): string {
  return rung === hints - 1 ? RUNGS.at(-1)! : RUNGS[Math.min(rung, RUNGS.length - 2)]!;
}
