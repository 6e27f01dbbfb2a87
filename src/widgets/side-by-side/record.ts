/** Makes the record of a step from the log, when the step is over. */
import type { Entry } from "../../../protocol/log.ts";
import { comparisonName } from "../../client/comparison.ts";
import { align } from "./align.ts";
import type { End, Side, StepRecord } from "./ledger.ts";
import { countOf, packetsOf, type Packet } from "./packets.ts";
import type { StepId } from "./steps.ts";

/**
 * The record of one step.
 * @param entries of the step, both sides', in order of n
 * @param message what the learner typed
 * @param fold B does the same as A: show A's packets and only count B's
 */
export function recordStep(step: StepId, entries: readonly Entry[], message: string, fold: boolean): StepRecord {
  const sideOf = (side: Side) => entries.filter(({ client }) => client?.startsWith(`${side}-`));
  const of = (side: Side, end: End) => entries.filter(({ client }) => client === comparisonName(side, end));
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
