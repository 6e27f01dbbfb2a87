import type { Lab } from "../lab.ts";

export const about = {
  title: "Events and acknowledgements",
  lesson: 12,
  events: [
    "send_chat_message ({ username, message }, ack?) → ack({ ok: true }), and message (text) to everyone",
    "add (a, b, ack) → ack(a + b)",
    "answer (ack) → no answer: what the handler returns goes nowhere",
    "late (milliseconds, ack) → ack(milliseconds), after that time",
    "never (ack) → no answer",
  ],
};

export interface ClientToServer {
  send_chat_message: (chat: { username: string; message: string }, ack?: (answer: { ok: true }) => void) => void;
  add: (a: number, b: number, ack: (sum: number) => void) => void;
  answer: (ack: (value: number) => void) => void;
  late: (milliseconds: number, ack: (milliseconds: number) => void) => void;
  never: (ack: () => void) => void;
}

export interface ServerToClient {
  message: (text: string) => void;
}

export default function ack({ io }: Lab<ClientToServer, ServerToClient>) {
  const timers = new Set<NodeJS.Timeout>();

  // The types say what our own clients send. Others may send anything, and a throw in a handler ends the process:
  // so each handler looks at what it got.
  io.on("connection", (socket) => {
    socket.on("send_chat_message", (chat, ack) => {
      if (typeof chat?.username !== "string" || typeof chat.message !== "string") return;
      io.emit("message", `${chat.username}: ${chat.message}`);
      if (typeof ack === "function") ack({ ok: true });
    });

    // The acknowledgement is the call of the last argument.
    socket.on("add", (a, b, ack) => {
      if (typeof a === "number" && typeof b === "number" && typeof ack === "function") ack(a + b);
    });

    // Socket.IO does not look at what a handler returns.
    socket.on("answer", () => 42);

    socket.on("late", (milliseconds, ack) => {
      if (typeof milliseconds !== "number" || typeof ack !== "function") return;
      if (milliseconds < 0 || milliseconds > 10_000) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        ack(milliseconds);
      }, milliseconds);
      timers.add(timer);
    });

    socket.on("never", () => {});
  });

  return () => timers.forEach((timer) => clearTimeout(timer));
}
