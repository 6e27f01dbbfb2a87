/** What a step cost on each side: its packets in common rows, and its sums. */
import type { Row } from "./align.ts";
import type { Count } from "./packets.ts";
import type { StepId } from "./steps.ts";

export const SIDES = ["ws", "io"] as const;
export type Side = (typeof SIDES)[number];
export type PerSide<T> = Record<Side, T>;

/** The two clients of each side: A sends, B also listens. */
export const ENDS = ["A", "B"] as const;
export type End = (typeof ENDS)[number];

export interface StepRecord {
  step: StepId;
  /** Packets of both clients, or of A alone where B did the same. */
  rows: Row[];
  /** What B's part weighs, where it is not among the rows. */
  same?: PerSide<Count>;
  counts: PerSide<Count>;
  /** How long it took on the wire, milliseconds from the first to the last packet. */
  took: PerSide<number>;
}

export function totals(records: readonly StepRecord[]): PerSide<Count> {
  const total = (side: Side) =>
    records.reduce((sum, { counts }) => add(sum, counts[side]), { packets: 0, up: 0, down: 0 });
  return { ws: total("ws"), io: total("io") };
}

function add(a: Count, b: Count): Count {
  return { packets: a.packets + b.packets, up: a.up + b.up, down: a.down + b.down };
}
