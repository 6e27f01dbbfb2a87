/** Lays the log over the paint: who was painted, who got it, and why. */
import { reason, type Call, type Language, type Rooms } from "./call.ts";

export interface Mark {
  client: string;
  painted: boolean;
  /** The packets that went to this client, as the n of their entries. */
  packets: readonly number[];
  right: boolean;
  /** Why the client got it or not, without a full stop. */
  why: string;
}

/**
 * One mark for each client.
 * @param receivers each receiver's packets, from the log
 * @param sender the client whose handler made the call
 * @param language the one in which a learner wrote it
 */
export function judge(
  call: Call,
  painted: readonly string[],
  receivers: ReadonlyMap<string, readonly number[]>,
  sender: string,
  rooms: Rooms,
  language?: Language,
): Mark[] {
  return Object.keys(rooms).map((client) => {
    const packets = receivers.get(client) ?? [];
    const { why } = reason(call, client, sender, rooms, language);
    return {
      client,
      painted: painted.includes(client),
      packets,
      right: painted.includes(client) === packets.length > 0,
      why,
    };
  });
}

/** The mark in a few words, e.g. `got it too`. */
export function verdictOf({ packets, right }: Mark): string {
  return `${packets.length > 0 ? "got it" : "got nothing"}${!right && packets.length > 0 ? " too" : ""}`;
}
