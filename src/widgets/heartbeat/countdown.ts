/** What a heartbeat's timer is about to do, as far as the log tells. */
import type { Dials, Pulse } from "../../client/heartbeats.ts";

/** wait: until the next ping. answer: until the pong has to be there. over: that time is up. */
export interface Countdown {
  part: "wait" | "answer" | "over";
  /** Milliseconds that are left of this part. */
  left: number;
  /** How much of each part has gone by, 0 to 1. */
  waited: number;
  answered: number;
}

/** @param since when the other side was last heard of, on the clock of `now` */
export function countdownAt(since: number, { pingInterval, pingTimeout }: Dials, now: number): Countdown {
  const gone = Math.max(0, now - since);
  const waited = Math.min(1, gone / pingInterval);
  if (gone < pingInterval) return { part: "wait", left: pingInterval - gone, waited, answered: 0 };
  const late = gone - pingInterval;
  const answered = Math.min(1, late / pingTimeout);
  return { part: late < pingTimeout ? "answer" : "over", left: Math.max(0, pingTimeout - late), waited, answered };
}

/** When the server last heard of it: its last pong, or that it came. */
export function heardAt({ began, beats }: Pulse): number {
  return beats.findLast(({ pong }) => pong)?.pong?.t ?? began.t;
}

/** When the page was last pinged, or connected: from then on a Socket.IO client gives the server both times together. */
export function pingedAt({ began, beats }: Pulse): number {
  return beats.at(-1)?.ping.t ?? began.t;
}

/** Whether the ping that the server waits for an answer to has passed the line. */
export function hasPinged({ beats }: Pulse): boolean {
  const last = beats.at(-1);
  return last !== undefined && !last.pong;
}

/** `1.4 s`; with less than a tenth left, `0.1 s`: it is not over yet. */
export function seconds(milliseconds: number, steps = 10): string {
  const shown = Math.ceil((milliseconds / 1_000) * steps) / steps;
  return `${shown.toFixed(steps === 1 ? 0 : 1)} s`;
}
