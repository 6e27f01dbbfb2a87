/** The values of a slider for milliseconds: close together where it matters, and round. */
export const VALUES = [
  100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_800, 2_000,
  2_500, 3_000, 4_000, 5_000, 7_500, 10_000, 15_000, 20_000, 25_000, 30_000, 45_000, 60_000,
] as const;

export const LEAST = VALUES[0];
export const MOST = VALUES.at(-1)!;

/** The position of the value that is nearest: a field beside the slider takes others, too. */
export function positionOf(value: number): number {
  let nearest = 0;
  for (const [position, each] of VALUES.entries())
    if (Math.abs(each - value) < Math.abs(VALUES[nearest]! - value)) nearest = position;
  return nearest;
}

/** A whole number of milliseconds that a lab takes, or null. */
export function readMilliseconds(typed: string): number | null {
  const value = Number(typed.replace(/[\s,_]/g, ""));
  return typed.trim() !== "" && Number.isInteger(value) && value >= LEAST && value <= MOST ? value : null;
}
