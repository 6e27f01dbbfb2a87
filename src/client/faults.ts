/** The faults that act on a lab's lines, read from its log: whoever looks at the lab sees the same. */
import { isStanding, STANDING, type Deed, type OfServer, type Standing } from "../../protocol/faults.ts";
import type { Entry, EntryOf } from "../../protocol/log.ts";

export type FaultName = Deed | Standing | OfServer;

/** The units of a standing fault's numbers. */
const UNITS: Readonly<Record<string, string>> = { ms: "ms", jitter: "ms", bytesPerSecond: "bytes/s", bytes: "bytes" };

/** The numbers that a standing fault takes, the first one always, with their units. */
export function numbersFor(fault: Standing): [name: string, unit: string, most: number][] {
  return Object.entries(STANDING[fault]).map(([name, most]) => [name, UNITS[name]!, most]);
}

/** A fault in force. */
export interface InForce {
  fault: Standing | "freeze" | "stop";
  /** `all`, a client or a conn. */
  target: string;
  numbers: Readonly<Record<string, number>>;
  /** The entry that says so. */
  n: number;
}

/** What is in force after these entries, the oldest first. */
export function faultsIn(entries: readonly Entry[]): InForce[] {
  let inForce: InForce[] = [];
  for (const entry of entries) {
    if (entry.layer !== "app") continue;
    if (entry.kind === "restart")
      inForce = []; // it mends the lines, too
    else if (entry.kind === "fault") inForce = after(inForce, entry);
  }
  return inForce;
}

function after(before: InForce[], { n, data }: EntryOf<"app", "fault">): InForce[] {
  const { fault, target, ...details } = data;
  const touches = (other: InForce) => target === "all" || other.target === target;
  if (fault === "heal") return before.filter((other) => other.fault === "stop" || !touches(other));
  if (fault === "thaw" || fault === "cut" || fault === "end")
    return before.filter((other) => other.fault !== "freeze" || !touches(other));
  if (fault !== "freeze" && fault !== "stop" && !isStanding(fault)) return before;
  const others = before.filter((other) => other.fault !== fault || other.target !== target);
  const numbers = Object.fromEntries(
    Object.entries(details).filter((detail): detail is [string, number] => typeof detail[1] === "number"),
  );
  // All its numbers are 0: it is taken back.
  const isBack = isStanding(fault) && Object.values(numbers).every((number) => number === 0);
  return isBack ? others : [...others, { fault, target, numbers, n }];
}

/** `500 ms, jitter 100 ms`: its numbers in words. */
export function numbersOf({ fault, numbers }: Pick<InForce, "fault" | "numbers">): string {
  if (!isStanding(fault)) return "";
  return numbersFor(fault)
    .filter(([name], i) => i === 0 || (numbers[name] ?? 0) > 0)
    .map(([name, unit], i) => `${i > 0 ? `${name} ` : ""}${(numbers[name] ?? 0).toLocaleString("en")} ${unit}`)
    .join(", ");
}
