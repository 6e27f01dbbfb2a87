/** What the two ends of a connection take it to be, in words: each knows only what has reached it. */
import type { ClientState } from "../../client/clients/client.ts";
import type { Pulse } from "../../client/heartbeats.ts";
import { type Countdown, hasPinged, seconds } from "./countdown.ts";

/** The page's view of its connection. */
export function pageView({ phase, problem }: ClientState): string {
  if (phase === "open") return "takes it to be open";
  if (phase === "connecting") return problem ? `has lost it (${problem.said}), and tries again` : "is connecting";
  if (phase === "closing") return "has said goodbye, and waits for the answer";
  return problem ? `knows that it is over: ${problem.said}` : "is not connected";
}

/** The server's view of it. */
export function serverView(pulse: Pulse | undefined): string {
  if (!pulse) return "has not met it";
  const { ended } = pulse;
  if (!ended) return "counts it in";
  return ended.noticed ? `has given it up ${afterFreeze(pulse)}` : `knows that it is gone: ${ended.reason}`;
}

/** When it was given up, or why. */
export function afterFreeze({ ended, frozen }: Pulse): string {
  if (!ended || !frozen) return "because no pong came in time";
  return `${Math.round(ended.t - frozen.t).toLocaleString("en")} ms after its line froze`;
}

/** What the server's timer is about to do. */
export function serverTimer(pulse: Pulse, { part, left }: Countdown, still: boolean): string {
  const time = seconds(left, still ? 1 : 10);
  if (part === "wait") return `Next ping in ${time}.`;
  if (part === "over") return "Gives up now.";
  const ping = hasPinged(pulse) ? "sent" : pulse.frozen ? "stuck" : "under way";
  return `Ping ${ping}. Gives up in ${time}.`;
}

/** What a Socket.IO client's timer is about to do. */
export function pageTimer({ part, left }: Countdown, pingTimeout: number, still: boolean): string {
  if (part === "over") return "Gives up now.";
  return `Gives up in ${seconds(part === "wait" ? left + pingTimeout : left, still ? 1 : 10)}, if no ping comes.`;
}
