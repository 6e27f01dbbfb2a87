/** Events that ask for an acknowledgement, with the one that came, as they stand in a run. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";

type Event = EntryOf<"socket.io", "event"> | EntryOf<"socket.io", "binary_event">;
type Ack = EntryOf<"socket.io", "ack"> | EntryOf<"socket.io", "binary_ack">;

export interface Asked {
  event: Event;
  ack?: Ack;
}

/** The clients' events with an id, in order. */
export function askedOf(entries: readonly Entry[]): Asked[] {
  const asked = new Map<number, Asked>();
  for (const entry of entries) {
    if (entry.layer !== "socket.io") continue;
    if (isEvent(entry) && entry.from === "client" && entry.data.id !== undefined) asked.set(entry.n, { event: entry });
    else if (isAck(entry) && entry.answers !== undefined) {
      const open = asked.get(entry.answers);
      if (open) open.ack ??= entry;
    }
  }
  return [...asked.values()];
}

export function isEvent(entry: Entry): entry is Event {
  return entry.layer === "socket.io" && (entry.kind === "event" || entry.kind === "binary_event");
}

function isAck(entry: Entry): entry is Ack {
  return entry.layer === "socket.io" && (entry.kind === "ack" || entry.kind === "binary_ack");
}
