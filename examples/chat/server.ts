import type { Lab } from "../lab.ts";

export const about = {
  title: "A chat, on Node and in Flask",
  lesson: 12,
  events: ["send_chat_message ({ username, message }, ack?) → ack({ ok: true }), and message (text) to everyone"],
};

export interface ClientToServer {
  send_chat_message: (chat: { username: string; message: string }, ack?: (answer: { ok: true }) => void) => void;
}

export interface ServerToClient {
  message: (line: string) => void;
}

export default function chat({ io }: Pick<Lab<ClientToServer, ServerToClient>, "io">) {
  // #region talk
  io.on("connection", (socket) => {
    socket.on("send_chat_message", (chat, ack) => {
      // Anyone may send anything, and a throw in a handler ends the process.
      if (typeof chat?.username !== "string" || typeof chat.message !== "string") return;
      io.send(`${chat.username}: ${chat.message}`);
      if (typeof ack === "function") ack({ ok: true });
    });
  });
  // #endregion
}
