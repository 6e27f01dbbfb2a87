/** The chat that every server of the bench runs: what one client says goes to everyone, the sender included. */
import type { Server } from "socket.io";
import type { WebSocketServer } from "ws";

interface ChatMessage {
  username: string;
  message: string;
}

export function chatOnSocketIO(io: Server): void {
  io.on("connection", (socket) => {
    socket.on("send_chat_message", ({ username, message }: ChatMessage) => {
      io.send(`${username}: ${message}`);
    });
  });
}

export function chatOnWebSocket(wss: WebSocketServer): void {
  wss.on("connection", (socket) => {
    socket.on("message", (text) => {
      const { username, message } = JSON.parse(String(text)) as ChatMessage;
      for (const client of wss.clients) client.send(`${username}: ${message}`);
    });
  });
}
