import type { Lab } from "../lab.ts";

export const about = {
  title: "A WebSocket: one line, both ways",
  lesson: 3,
  events: [
    "text → the same text",
    "all: text → text, to every raw WebSocket",
    "POST /speak → two messages to every raw WebSocket, unasked",
    "message (text) → message (text)",
    "broadcast (text) → message (text), to everyone",
  ],
};

interface ClientToServer {
  message: (text: string) => void;
  broadcast: (text: string) => void;
}

interface ServerToClient {
  message: (text: string) => void;
}

export default function wsEcho({ wss, io, http }: Lab<ClientToServer, ServerToClient>) {
  // A raw WebSocket carries messages and nothing else. That "all: " means "to everyone" is this program's own idea.
  wss.on("connection", (ws) => {
    ws.on("message", (data, isBinary) => {
      if (isBinary) return ws.send(data);
      const text = data.toString();
      if (!text.startsWith("all: ")) return ws.send(text);
      for (const client of wss.clients) client.send(text.slice("all: ".length));
    });
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });

  // The server needs no message to send one: here an HTTP request from anywhere makes it speak.
  http.on("request", (request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method !== "POST" || path !== "/speak") {
      response.writeHead(404).end();
      return;
    }
    for (const client of wss.clients) {
      client.send("Nobody asked me.");
      client.send("A server can speak first.");
    }
    response.writeHead(204).end();
  });

  // The same with Socket.IO, which has names for messages and a call that goes to everyone.
  io.on("connection", (socket) => {
    socket.on("message", (text) => socket.emit("message", text));
    socket.on("broadcast", (text) => io.emit("message", text));
  });
}
