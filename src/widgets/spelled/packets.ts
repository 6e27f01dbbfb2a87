/** The packets that passed over WebSockets to Socket.IO, as the frames that carried them. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";

/** So many are offered: the last ones. */
const OFFERED = 8;

/** Text frames of connections that carry Engine.IO, oldest first. */
export function packetsOf(entries: readonly Entry[]): EntryOf<"websocket", "frame">[] {
  const carriers = new Set(entries.flatMap(({ layer, conn }) => (layer === "engine.io" ? [conn] : [])));
  return entries
    .filter((entry): entry is EntryOf<"websocket", "frame"> => entry.layer === "websocket" && entry.kind === "frame")
    .filter(({ conn, data }) => data.text !== undefined && data.name === "text" && carriers.has(conn))
    .slice(-OFFERED);
}
