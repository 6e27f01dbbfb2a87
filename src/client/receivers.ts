/** Who got what one client's call led to, read from the log: for the picture of lesson 13 and for its mission. */
import type { Entry } from "../../protocol/log.ts";

/** One painted run: what the widget keeps in the run's answers, as a list under `who`. */
export interface PaintedRun {
  /** The call as it was chosen or written, e.g. `io.to("r1").emit("hello")`. */
  call: string;
  /** The learner wrote the call, in this language. */
  written?: "typescript" | "flask";
  /** The socket.io event that asked the server to make the call: its n. */
  asked: number;
  /** Each client's question that came after it, by n: when all are answered, everything is there. */
  fences: readonly number[];
  /** The clients that were expected to get it. */
  painted: readonly string[];
}

/**
 * The event packets that went out because of one packet that came in, by client: the n of each.
 *
 * Followed along `parent` and `cause`: the packet in → the handler's call → the emits made in it → their packets.
 * Acknowledgements are not events and do not count.
 * @param asked the n of the socket.io event that came in
 */
export function receiversOf(entries: readonly Entry[], asked: number): Map<string, number[]> {
  const led = new Set([asked]);
  const receivers = new Map<string, number[]>();
  for (const entry of entries) {
    if (entry.n < asked) continue;
    if (entry.layer === "app") {
      const by = entry.kind === "event" ? entry.parent : entry.cause;
      if (by !== undefined && led.has(by)) led.add(entry.n);
    } else if (isEventOut(entry) && entry.cause !== undefined && led.has(entry.cause)) {
      const client = entry.client ?? "";
      receivers.set(client, [...(receivers.get(client) ?? []), entry.n]);
    }
  }
  return receivers;
}

function isEventOut({ layer, kind, from }: Entry): boolean {
  return layer === "socket.io" && from === "server" && (kind === "event" || kind === "binary_event");
}

/**
 * Whether the log holds everything that a run sent: each client asked a question after it and has its answer, and
 * packets on one connection keep their order.
 */
export function isFenced(entries: readonly Entry[], fences: readonly number[]): boolean {
  const answered = new Set(entries.map(({ answers }) => answers));
  return fences.length > 0 && fences.every((n) => answered.has(n));
}
