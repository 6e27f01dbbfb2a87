/** Lays the log over the paint: who was painted, who got it, and why. */
import type { Entry } from "../../../protocol/log.ts";
import { reason, type Call, type Rooms } from "./call.ts";

export interface Mark {
  client: string;
  painted: boolean;
  /** The packets that reached this client's line, as the n of their entries. */
  packets: number[];
  right: boolean;
  /** A sentence for the learner. */
  why: string;
}

export interface Judgement {
  right: boolean;
  marks: Mark[];
}

/**
 * Compares the paint with the packets.
 * @param packets each receiver's packets (n), from `packetsOfRun`.
 */
export function judge(
  call: Call,
  painted: ReadonlySet<string>,
  packets: ReadonlyMap<string, readonly number[]>,
  sender: string,
  rooms: Rooms,
): Judgement {
  const marks = Object.keys(rooms).map((client): Mark => {
    const got = [...(packets.get(client) ?? [])];
    const { why } = reason(call, client, sender, rooms);
    return { client, painted: painted.has(client), packets: got, right: painted.has(client) === got.length > 0, why };
  });
  return { right: marks.every((mark) => mark.right), marks };
}

/**
 * The event packets that went out because of one packet that came in, by client.
 *
 * Followed along `parent` and `cause`: the packet in → the handler's call → the emits made in it → their packets.
 * Acknowledgements are not events and do not count.
 * @param n the entry of the socket.io event that asked for the run.
 */
export function packetsOfRun(entries: readonly Entry[], n: number): Map<string, number[]> {
  const led = new Set([n]);
  const packets = new Map<string, number[]>();
  for (const entry of entries) {
    if (entry.layer === "app") {
      const by = entry.kind === "event" ? (entry.parent ?? entry.cause) : entry.cause;
      if (by !== undefined && led.has(by)) led.add(entry.n);
    } else if (
      entry.layer === "socket.io" &&
      entry.from === "server" &&
      (entry.kind === "event" || entry.kind === "binary_event") &&
      entry.cause !== undefined &&
      led.has(entry.cause)
    ) {
      const client = entry.client ?? "";
      packets.set(client, [...(packets.get(client) ?? []), entry.n]);
    }
  }
  return packets;
}

/**
 * Whether the log holds everything that the run sent: each client asked a question after the run and has its answer,
 * and packets on one connection keep their order.
 * @param fences the n of each client's question.
 */
export function fenced(entries: readonly Entry[], fences: readonly number[]): boolean {
  const answered = new Set<number>();
  for (const entry of entries) if (entry.answers !== undefined) answered.add(entry.answers);
  return fences.every((n) => answered.has(n));
}
