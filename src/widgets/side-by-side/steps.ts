/** The four steps of the comparison: what each side calls, and what there is to see. */
import type { PerSide } from "./ledger.ts";

export const STEPS = ["handshake", "message", "broadcast", "close"] as const;
export type StepId = (typeof STEPS)[number];

export interface Step {
  id: StepId;
  title: string;
  /** The course's names for the parts of a conversation: connect, agree, talk, check alive, part. */
  goal: string;
  /** What there is to see, in one sentence. */
  claim: string;
  /** The call in the page and the line that answers it in the server's program. */
  code: PerSide<{ client: string; server: string }>;
  /** B does exactly what A does. */
  fold: boolean;
}

/** The event that the learner's message is sent as, on the Socket.IO side. */
export const EVENT = { message: "message", broadcast: "broadcast" } as const;

/** A raw WebSocket knows no event names: the program of lesson 3 takes what follows this word for a message to all. */
export const TO_ALL = "all: ";

/** The steps as they read with this message. */
export function stepsFor(message: string, polling: boolean): Step[] {
  const text = JSON.stringify(message);
  return [
    {
      id: "handshake",
      title: "Handshake",
      goal: "connect · agree",
      claim: "Both ask over HTTP and switch to WebSocket. Socket.IO then agrees on two layers more.",
      code: {
        ws: { client: "new WebSocket(url)", server: 'wss.on("connection", …)' },
        io: {
          client: polling ? "io(url)" : 'io(url, { transports: ["websocket"] })',
          server: 'io.on("connection", …)',
        },
      },
      fold: true,
    },
    {
      id: "message",
      title: "First message",
      goal: "talk",
      claim:
        "The same text goes up and comes back. Socket.IO adds the name of an event, so that the server knows which handler to call.",
      code: {
        ws: { client: `ws.send(${text})`, server: "ws.send(text)" },
        io: { client: `socket.emit("${EVENT.message}", ${text})`, server: `socket.emit("${EVENT.message}", text)` },
      },
      fold: false,
    },
    {
      id: "broadcast",
      title: "Broadcast",
      goal: "talk",
      claim: "One message up, one down to each client. On the wire a broadcast is nothing but many messages.",
      code: {
        ws: {
          client: `ws.send(${JSON.stringify(TO_ALL + message)})`,
          server: "for (const client of wss.clients) client.send(…)",
        },
        io: { client: `socket.emit("${EVENT.broadcast}", ${text})`, server: `io.emit("${EVENT.message}", text)` },
      },
      fold: false,
    },
    {
      id: "close",
      title: "Close",
      goal: "part",
      claim: "A close frame each way, then the TCP connection ends. Socket.IO leaves its namespace first.",
      code: {
        ws: { client: "ws.close(1000)", server: 'ws.on("close", …)' },
        io: { client: "socket.disconnect()", server: 'socket.on("disconnect", …)' },
      },
      fold: true,
    },
  ];
}
