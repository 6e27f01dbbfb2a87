/** The states of one WebSocket, and how it came from one to the next: what the figure lights up. */
import type { ClientState, Phase } from "../../client/clients/client.ts";

/** How a state is reached. Some ways are an event's, others a call's. */
export type Way = "new" | "open" | "message" | "fail" | "abort" | "closing" | "lost" | "closed";

export interface Trail {
  readonly phase: Phase;
  /** The way that led here, and all that this WebSocket has gone. */
  readonly last: Way | null;
  readonly gone: ReadonlySet<Way>;
  /** In words. */
  readonly said: string;
}

export const NOWHERE: Trail = { phase: "idle", last: null, gone: new Set(), said: "There is no WebSocket yet." };

const SAID: Record<Way, string> = {
  new: "new WebSocket() has returned. The handshake goes on without the program.",
  open: "The handshake is over. The event open was fired.",
  message: "The event message was fired.",
  fail: "There is no connection. The events error and close were fired.",
  abort: "close() was called before the handshake was over. The browser gives it up.",
  closing: "close() was called. The close frame goes out behind what still waits.",
  lost: "The other side has closed, or the connection is lost. The event close was fired.",
  closed: "All is over. The event close was fired.",
};

/** @param state of the client, as it follows on what the trail has seen */
export function follow(trail: Trail, state: ClientState): Trail {
  const way = wayTo(trail.phase, state);
  if (!way) return trail.phase === state.phase ? trail : { ...NOWHERE, phase: state.phase, said: NOT_MADE };
  const gone = new Set(way === "new" ? [] : trail.gone).add(way);
  // A handshake that was given up failed, too.
  const said = way === "closed" && gone.has("abort") ? SAID.fail : SAID[way];
  return { phase: state.phase, last: way, gone, said };
}

const NOT_MADE = "No WebSocket was made.";

function wayTo(before: Phase, { phase, event }: ClientState): Way | null {
  if (phase === "connecting") return before === "connecting" ? null : "new";
  if (phase === "open") return before === "connecting" ? "open" : event === "message" ? "message" : null;
  if (phase === "closing") return before === "connecting" ? "abort" : before === "open" ? "closing" : null;
  if (phase !== "closed" || event !== "close") return null;
  if (before === "connecting") return "fail";
  if (before === "open") return "lost";
  return before === "closing" ? "closed" : null;
}
