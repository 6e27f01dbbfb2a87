/** Events that ask for an acknowledgement, with the one that came, as they stand in a run. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";

type Event = EntryOf<"socket.io", "event">;
type Ack = EntryOf<"socket.io", "ack">;

export interface Asked {
  event: Event;
  ack?: Ack;
}

/** The clients' events with an id, in order. */
export function askedOf(entries: readonly Entry[]): Asked[] {
  const asked = new Map<number, Asked>();
  for (const entry of entries) {
    if (entry.layer !== "socket.io") continue;
    if (entry.kind === "event" && entry.from === "client" && entry.data.id !== undefined)
      asked.set(entry.n, { event: entry });
    else if (entry.kind === "ack" && entry.answers !== undefined) {
      const open = asked.get(entry.answers);
      if (open) open.ack ??= entry;
    }
  }
  return [...asked.values()];
}
