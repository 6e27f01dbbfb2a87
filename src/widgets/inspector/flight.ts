/** A message on its way across the picture: far slower than it was, so that one can follow it. */
import type { Row } from "../../client/log/line.ts";

/** Milliseconds from one end to the other, and then of rest before the next one. */
const FLIGHT = { across: 900, rest: 350 };

export interface Flight {
  row: Row;
  /** How far it is at a moment of `performance.now()`, from 0 to 1. */
  way(now: number): number;
  stop(): void;
}

/** @param landed called when it has arrived and rested, unless it is stopped before */
export function startFlight(row: Row, landed: () => void): Flight {
  const began = performance.now();
  const timer = setTimeout(landed, FLIGHT.across + FLIGHT.rest);
  // Who asked for less motion sees it arrived, for as long.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    row,
    way: (now) => (still ? 1 : Math.min(1, Math.max(0, (now - began) / FLIGHT.across))),
    stop: () => clearTimeout(timer),
  };
}
