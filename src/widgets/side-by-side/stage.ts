/** What the picture over the rows shows: how far each line is built, and what travels on it. */
import type { End, Side } from "./ledger.ts";
import { ENDS } from "./ledger.ts";
import type { Packet } from "./packets.ts";

/** What a line is made of, from the outside in. None of them: there is no line. `http`: it speaks HTTP still. */
export type Built = readonly ("http" | "websocket" | "engine.io" | "socket.io")[];

/** How far a line is built after these packets of one client. */
export function built(packets: readonly Packet[]): Built {
  let line: Built = [];
  for (const { role, from, parts } of packets) {
    if (role === "upgrade" || role === "request") line = line.length ? line : ["http"];
    else if (role === "switch") line = ["websocket", ...line.slice(1)];
    else if (role === "session") line = [...line, "engine.io"];
    else if (role === "join" && from === "server") line = [...line, "socket.io"];
    // Over polling the session and the namespace come inside the bodies of answers.
    else if (role === "response") line = [...new Set([...line, ...parts.map(({ layer }) => layer).filter(isUpper)])];
    else if (role === "leave") line = line.filter((layer) => layer !== "socket.io");
    else if (role === "close" && from === "server") line = [];
  }
  return line;
}

function isUpper(layer: string): layer is "engine.io" | "socket.io" {
  return layer === "engine.io" || layer === "socket.io";
}

/** What is to be drawn for one side. */
export interface Picture {
  lines: Record<End, Built>;
  /** On which lines this packet travels now. */
  travels: { packet: Packet; on: readonly End[] } | null;
}

/**
 * @param done packets of the steps before this one and of the rows of this step that were shown, oldest first
 * @param now the packet of the row that is being shown
 * @param fold B does the same as A in this step
 */
export function picture(done: readonly Packet[], now: Packet | undefined, fold: boolean): Picture {
  // Rows hold A's packets alone where B does the same; there is no other way in which B's line is built or ended.
  const builds = done.filter(({ client, role }) => client === "A" && role !== "message");
  const line = built(builds);
  return {
    lines: { A: line, B: line },
    travels: now ? { packet: now, on: fold ? ENDS : [now.client as End] } : null,
  };
}

export const SIDE_NAMES: Record<Side, { name: string; library: string; layer: "websocket" | "socket.io" }> = {
  ws: { name: "WebSocket", library: "ws", layer: "websocket" },
  io: { name: "Socket.IO", library: "socket.io", layer: "socket.io" },
};
