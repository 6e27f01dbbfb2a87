import type { Lab } from "../lab.ts";

export const about = {
  title: "Are you still there?",
  lesson: 9,
  events: [
    "WebSocket: a ping every pingInterval; no pong within pingTimeout → the line is cut",
    "Socket.IO: the same, by Engine.IO's own ping and pong",
    "text → the same text",
    "GET /present → [{ client, silent }]: who is taken to be there, and milliseconds since the last sign of life",
  ],
};

/**
 * For both layers: Engine.IO sends its pings by itself, ws leaves them to the program. Scaled: usual are 25 and 20
 * seconds. Death is noticed after both together at the latest.
 */
export const options = { io: { pingInterval: 1_000, pingTimeout: 1_000 } };

interface Pulse {
  client: string;
  /** The last sign of life. */
  heard: number;
  /** Runs until the next ping; after it, until the pong has to be there. Engine.IO has timers of its own. */
  timer?: NodeJS.Timeout;
}

export default function heartbeat({ wss, http, io }: Lab) {
  const { pingInterval, pingTimeout } = io.engine.opts as { pingInterval: number; pingTimeout: number };
  const pulses = new Set<Pulse>();

  function arrive(client: unknown): Pulse {
    const pulse = { client: String(client ?? "somebody"), heard: Date.now() };
    pulses.add(pulse);
    return pulse;
  }

  wss.on("connection", (ws, request) => {
    const pulse = arrive(new URLSearchParams(request.url!.split("?")[1]).get("client"));
    let pings = 0;

    const ping = () => {
      ws.ping(String(++pings));
      // A connection that is dead looks just like one on which nobody speaks. So it ends here, without a goodbye:
      // a close frame could not arrive either.
      pulse.timer = setTimeout(() => ws.terminate(), pingTimeout);
    };
    const rest = () => {
      clearTimeout(pulse.timer);
      pulse.timer = setTimeout(ping, pingInterval);
    };
    rest();

    ws.on("pong", () => {
      pulse.heard = Date.now();
      rest();
    });
    ws.on("message", (data, isBinary) => {
      pulse.heard = Date.now();
      ws.send(data, { binary: isBinary });
    });
    ws.on("close", () => {
      clearTimeout(pulse.timer);
      pulses.delete(pulse);
    });
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });

  io.on("connection", (socket) => {
    const pulse = arrive(socket.handshake.query["client"]);
    socket.conn.on("packet", () => (pulse.heard = Date.now()));
    socket.on("disconnect", () => pulses.delete(pulse));
  });

  http.on("request", (request, response) => {
    if (request.method !== "GET" || request.url!.split("?")[0] !== "/present") {
      response.writeHead(404).end();
      return;
    }
    const present = [...pulses].map(({ client, heard }) => ({ client, silent: Date.now() - heard }));
    response.setHeader("Content-Type", "application/json").end(JSON.stringify(present));
  });

  return () => pulses.forEach(({ timer }) => clearTimeout(timer));
}
