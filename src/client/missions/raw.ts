/** The messages of raw WebSockets, as they stand in a run. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { inComparison } from "../comparison.ts";

export type Frame = EntryOf<"websocket", "frame">;

/**
 * By connection: the first frame of each data message, in order.
 * WebSockets that carry Engine.IO and those of the comparison are left out.
 */
export function rawMessagesOf(entries: readonly Entry[]): Map<string, Frame[]> {
  const carriers = new Set<string>();
  const messages = new Map<string, Frame[]>();
  for (const entry of entries) {
    if (entry.layer === "engine.io") carriers.add(entry.conn);
    if (entry.layer !== "websocket" || entry.kind !== "frame" || inComparison(entry.client)) continue;
    if (entry.data.name !== "text" && entry.data.name !== "binary") continue;
    const list = messages.get(entry.conn);
    if (list) list.push(entry);
    else messages.set(entry.conn, [entry]);
  }
  for (const conn of carriers) messages.delete(conn);
  return messages;
}
