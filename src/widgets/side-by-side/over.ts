/** When a step is over: the log shows it. */
import type { Entry } from "../../../protocol/log.ts";
import { comparisonName } from "../../client/comparison.ts";
import { ENDS, type End, type Side } from "./ledger.ts";
import type { StepId } from "./steps.ts";

/**
 * Whether the log holds all that the step made on this side.
 * @param entries of the step so far, both sides'
 * @param polling the Socket.IO side began with HTTP long-polling
 */
export function isOver(step: StepId, side: Side, entries: readonly Entry[], polling: boolean): boolean {
  const of = (end: End) => entries.filter(({ client }) => client === comparisonName(side, end));
  switch (step) {
    case "handshake":
      return ENDS.every((end) => isOpen(side, of(end), polling));
    case "message":
      return isDelivered(side, of("A"));
    case "broadcast":
      return ENDS.every((end) => isDelivered(side, of(end)));
    case "close":
      return ENDS.every((end) => isParted(of(end)));
  }
}

function isOpen(side: Side, entries: readonly Entry[], polling: boolean): boolean {
  const has = (from: Entry["from"], kind: string) =>
    entries.some((entry) => entry.from === from && entry.kind === kind);
  if (side === "ws") return entries.some((entry) => entry.kind === "response" && entry.data.status === 101);
  // With polling first, the WebSocket is in use once the client has said so.
  return has("server", "connect") && (!polling || has("client", "upgrade"));
}

function isDelivered(side: Side, entries: readonly Entry[]): boolean {
  return entries.some((entry) =>
    side === "ws"
      ? entry.kind === "frame" && entry.from === "server" && entry.data.name === "text"
      : entry.layer === "socket.io" && entry.from === "server" && entry.kind === "event",
  );
}

function isParted(entries: readonly Entry[]): boolean {
  const closes = entries.filter((entry) => entry.kind === "frame" && entry.data.name === "close");
  return (["client", "server"] as const).every((from) => closes.some((entry) => entry.from === from));
}
