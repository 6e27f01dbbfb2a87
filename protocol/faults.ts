/**
 * The faults that a lab's owner may set on its lines (docs/guides/protocol.md#faults): their names, and the numbers that
 * they take.
 */

/** Done at once, to connections that are there. */
export const DEEDS = ["cut", "end", "freeze", "thaw"] as const;
export type Deed = (typeof DEEDS)[number];

/** Stand until they are taken back. The numbers of each, the largest that they may be; all 0 takes the fault back. */
export const STANDING = {
  /** Milliseconds in each direction; `jitter`: up to so many more, drawn for each piece. */
  delay: { ms: 10_000, jitter: 10_000 },
  /** In each direction. */
  throttle: { bytesPerSecond: 100_000_000 },
  /** The server reads no faster. */
  "slow-reader": { bytesPerSecond: 100_000_000 },
  /** The answer to an upgrade is held back. */
  "slow-101": { ms: 10_000 },
  /** Then the connection is cut. */
  "drop-after": { bytes: 100_000_000 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;
export type Standing = keyof typeof STANDING;

/** Of the lab itself, not of its lines. */
export type OfServer = "stop" | "restart";

export function isDeed(name: unknown): name is Deed {
  return (DEEDS as readonly unknown[]).includes(name);
}

export function isStanding(name: unknown): name is Standing {
  return typeof name === "string" && Object.hasOwn(STANDING, name);
}
