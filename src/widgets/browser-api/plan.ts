/** The program that sends a megabyte, as a learner puts it together: what it does, and what it looks like. */
import type { UploadPlan } from "../../client/clients/upload.ts";

export interface Choice {
  /** Sends right after `new WebSocket()`, or in the open event. */
  when: "now" | "open";
  total: number;
  piece: number;
  waits: boolean;
  /** As it was typed. */
  threshold: string;
}

/** The usual first try. */
export const FIRST: Choice = { when: "now", total: 1_000_000, piece: 10_000, waits: false, threshold: "65536" };

/** The second is more than the buffers of the systems in between hold. */
export const TOTALS: readonly number[] = [1_000_000, 8_000_000];
/** A message of this lab has at most 65,536 bytes, and a second at most 1,000 messages. */
export const PIECES: readonly number[] = [10_000, 20_000, 50_000];

/** Above this `bufferedAmount` is too much, in this lesson. */
export const LIMIT = 65_536;

const MOST_THRESHOLD = 10_000_000;

/** @returns the plan, or what is wrong with the threshold */
export function planOf({ total, piece, waits, threshold }: Choice): UploadPlan | { wrong: string } {
  if (!waits) return { total, piece, threshold: null };
  const digits = threshold.replace(/[,_\s]/g, "");
  if (!/^\d+$/.test(digits) || Number(digits) > MOST_THRESHOLD)
    return { wrong: `A threshold is a whole number from 0 to ${MOST_THRESHOLD.toLocaleString("en")}.` };
  return { total, piece, threshold: Number(digits) };
}

/** The same in JavaScript. */
export function programOf({ total, piece, threshold }: UploadPlan, when: Choice["when"]): string {
  const isAsync = threshold !== null;
  const loop = [
    `for (let sent = 0; sent < ${digits(total)}; sent += ${digits(piece)}) {`,
    ...(isAsync ? [`  while (ws.bufferedAmount > ${digits(threshold)}) await pause(4);`] : []),
    "  ws.send(piece);",
    "}",
  ];
  const made = "const ws = new WebSocket(url);";
  if (when === "now") return [made, ...loop].join("\n");
  const inEvent = loop.map((line) => `  ${line}`);
  return [made, `ws.onopen = ${isAsync ? "async " : ""}() => {`, ...inEvent, "};"].join("\n");
}

function digits(value: number): string {
  return value.toLocaleString("en").replaceAll(",", "_");
}
