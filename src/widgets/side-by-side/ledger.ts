/** What a step cost on each side: its packets in common rows, and its sums. Made from the log when the step is over. */
import type { Entry, Layer } from "../../../protocol/log.ts";
import { LAYERS } from "../../../protocol/log.ts";
import { align, type Row } from "./align.ts";
import { addCounts, countOf, packetsOf, type Count, type Packet } from "./packets.ts";
import type { StepId } from "./steps.ts";

export const SIDES = ["ws", "io"] as const;
export type Side = (typeof SIDES)[number];
export type PerSide<T> = Record<Side, T>;

/** The two clients of each side: A sends, B also listens. */
export const ENDS = ["A", "B"] as const;
export type End = (typeof ENDS)[number];

/** The client's name in the log, as given in `?client=`. */
export function clientName(side: Side, end: End): string {
  return `${side}-${end}`;
}

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

/**
 * The record of one step.
 * @param entries of the step, both sides', in order of n
 * @param message what the learner typed
 * @param fold B does the same as A: show A's packets and only count B's
 */
export function recordStep(step: StepId, entries: readonly Entry[], message: string, fold: boolean): StepRecord {
  const sideOf = (side: Side) => entries.filter(({ client }) => client?.startsWith(`${side}-`));
  const of = (side: Side, end: End) => entries.filter(({ client }) => client === clientName(side, end));
  const shown = (side: Side) =>
    inOrder(
      packetsOf(fold ? of(side, "A") : sideOf(side), message).map((packet) => ({ ...packet, client: endOf(packet) })),
    );
  return {
    step,
    rows: align(shown("ws"), shown("io")),
    ...(fold && { same: { ws: countOf(of("ws", "B")), io: countOf(of("io", "B")) } }),
    counts: { ws: countOf(sideOf("ws")), io: countOf(sideOf("io")) },
    took: { ws: duration(sideOf("ws")), io: duration(sideOf("io")) },
  };
}

function endOf({ client }: Packet): string {
  return client.slice(client.indexOf("-") + 1);
}

/** As on the wire; but what one broadcast sends to A and to B stands in this order: which of them was first is chance. */
function inOrder(packets: Packet[]): Packet[] {
  const isDelivery = ({ role, from }: Packet) => role === "message" && from === "server";
  const deliveries = packets.filter(isDelivery).sort((a, b) => a.client.localeCompare(b.client) || a.n - b.n);
  return [...packets.filter((packet) => !isDelivery(packet)), ...deliveries];
}

function duration(entries: readonly Entry[]): number {
  const wire = entries.filter(({ layer }) => layer === "tcp");
  return wire.length ? wire.at(-1)!.t - wire[0]!.t : 0;
}

export function totals(records: readonly StepRecord[]): PerSide<Count> {
  const total = (side: Side) =>
    records.reduce((sum, { counts }) => addCounts(sum, counts[side]), { packets: 0, up: 0, down: 0 });
  return { ws: total("ws"), io: total("io") };
}

export interface Share {
  layer: Layer;
  yours: boolean;
  bytes: number;
}

/** To which layers the bytes of these packets belong; the learner's own message apart, first. */
export function shares(packets: readonly Packet[]): Share[] {
  const parts = packets.flatMap((packet) => packet.parts);
  const sum = (of: (part: (typeof parts)[number]) => boolean) =>
    parts.reduce((bytes, part) => (of(part) ? bytes + part.bytes : bytes), 0);
  const yours: Share = { layer: "app", yours: true, bytes: sum((part) => part.yours === true) };
  const others = LAYERS.map((layer) => ({
    layer,
    yours: false,
    bytes: sum((part) => !part.yours && part.layer === layer),
  }));
  return [yours, ...others].filter(({ bytes }) => bytes > 0);
}
