/**
 * The clients of the comparison (src/widgets/side-by-side), as `?client=` names them in the log.
 *
 * It runs in the same lab as lesson 3, but what it sends is a demonstration: no bet and no mission counts it.
 */

/** @param side which of the two protocols @param end which of its two clients */
export function comparisonName(side: "ws" | "io", end: "A" | "B"): string {
  return `${side}-${end}`;
}

/** Whether an entry's client is one of the comparison's. */
export function inComparison(client: string | undefined): boolean {
  return client !== undefined && /^(?:ws|io)-[AB]$/.test(client);
}
