import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Lab } from "../lab.ts";

export const about = {
  title: "The browser API",
  lesson: 7,
  events: [
    "text → the same text",
    "bytes → the same bytes",
    '/count: message → {"received": bytes so far}',
    "/slow: the same; the handshake is answered after 2 s, and 200,000 bytes a second are read",
    "/members: the handshake is refused with 403, and at any other path with 404",
  ],
};

const [COUNT, SLOW, MEMBERS] = ["/count", "/slow", "/members"];
/** Milliseconds until a handshake at /slow is answered: a server far away, or one that has much to do. */
const HANDSHAKE = 2_000;
/** Bytes that are read in a millisecond there. */
const READING = 200;

export default function browserApi({ http, wss, io }: Lab) {
  const timers = new Set<NodeJS.Timeout>();
  const later = (milliseconds: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, milliseconds);
    timers.add(timer);
    return () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
  };

  http.on("upgrade", (request: IncomingMessage, tcp: Duplex, head: Buffer) => {
    const path = pathOf(request);
    const accept = () => wss.handleUpgrade(request, tcp, head, (ws) => wss.emit("connection", ws, request));
    if (path === COUNT) accept();
    else if (path === SLOW) {
      const giveUp = later(HANDSHAKE, accept);
      tcp.on("error", giveUp).on("close", giveUp);
    } else if (path !== "/ws" && !path.startsWith(io.path())) {
      // Those two have listeners of their own. Everything else would wait for an answer for ever.
      const status = path === MEMBERS ? "403 Forbidden" : "404 Not Found";
      tcp.on("error", () => {}).end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    }
  });

  wss.on("connection", (ws, request) => {
    const path = pathOf(request);
    if (path === COUNT) count(ws);
    else if (path === SLOW) count(ws, readSlowly(ws));
    else ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });

  /** Reads nothing for as long as the last message would have taken: what comes meanwhile has to wait, at the client too. */
  function readSlowly(ws: WebSocket) {
    let forget = () => {};
    ws.on("close", () => forget());
    return (bytes: number) => {
      ws.pause();
      forget = later(bytes / READING, () => ws.resume());
    };
  }

  return () => timers.forEach((timer) => clearTimeout(timer));
}

/** Says after each message how many bytes have come so far. */
function count(ws: WebSocket, then: (bytes: number) => void = () => {}) {
  let received = 0;
  ws.on("message", (data: Buffer) => {
    received += data.length;
    ws.send(JSON.stringify({ received }));
    then(data.length);
  });
}

function pathOf({ url }: IncomingMessage): string {
  return url!.split("?")[0]!;
}
