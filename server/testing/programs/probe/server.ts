/** For the server's own tests: does, on being told, whatever a program may do, the wrong things too. */
import type { Lab } from "../../../../examples/lab.ts";

export const about = { title: "Probe", lesson: 0, events: [] };

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

type Acknowledge = (answer?: unknown) => void;

interface Events {
  send_chat_message(chat: { username: string; message: string }, acknowledge?: Acknowledge): void;
  join(room: string, acknowledge?: Acknowledge): void;
  leave(room: string): void;
  "to room"(room: string, text: string): void;
  "to others"(text: string): void;
  echo(...args: unknown[]): void;
  once(acknowledge: Acknowledge): void;
  "on and off"(acknowledge: Acknowledge): void;
  [other: string]: (...args: never[]) => void;
}

export default function probe({ io, wss, http }: Lab<Events>) {
  io.use((socket, next) => {
    if (socket.handshake.auth["token"] === "throw") throw new Error("from io.use");
    next();
  });
  io.use(async (socket, next) => {
    if (socket.handshake.auth["token"] === "reject") throw new Error("from an async io.use");
    next();
  });
  io.use((socket, next) => (socket.handshake.auth["token"] === "refuse" ? next(new Error("bad token")) : next()));

  io.on("connection", (socket) => {
    socket.use(([name], next) => {
      if (name === "throw in socket.use") throw new Error("from socket.use");
      next();
    });
    socket.on("send_chat_message", ({ username, message }, acknowledge) => {
      io.send(`${username}: ${message}`);
      acknowledge?.({ ok: true });
    });
    socket.on("join", (room, acknowledge) => {
      socket.join(room);
      acknowledge?.();
    });
    socket.on("leave", (room) => socket.leave(room));
    socket.on("to room", (room, text) => io.to(room).emit("news", text));
    socket.on("to others", (text) => socket.broadcast.emit("news", text));
    socket.on("echo", (...args) => socket.emit("echo", ...args));
    socket.on("later", async () => {
      await pause(1);
      setTimeout(() => socket.emit("late"), 1);
    });
    socket.on("throw", () => {
      throw new Error("from a listener");
    });
    socket.on("reject", async () => {
      await pause(1);
      throw new Error("from an async listener");
    });
    socket.on("throw in a timer", () => void setTimeout(() => throwError("from a timer"), 1));
    socket.on("ask", () => socket.emit("question", () => throwError("from an acknowledgement")));
    socket.on("ask all", () =>
      io.timeout(1_000).emit("question", () => throwError("from a broadcast's acknowledgement")),
    );
    socket.on("once", (acknowledge) => {
      socket.once("ping me", () => socket.emit("pinged"));
      acknowledge();
    });
    socket.on("on and off", (acknowledge) => {
      const listener = () => socket.emit("must not happen");
      socket.on("off", listener);
      socket.onAny(listener);
      socket.off("off", listener);
      socket.offAny(listener);
      acknowledge(socket.listenerCount("off"));
    });
    socket.on("disconnect", (reason) => {
      if (reason === "client namespace disconnect") throwError("from a disconnect listener");
    });
    socket.on("kick", () => socket.disconnect());
  });
  io.of(/^\/room-\d+$/).on("connection", (socket) => {
    socket.on("throw", () => throwError("in a dynamic namespace"));
    socket.nsp.emit("welcome", socket.nsp.name);
  });
  io.of("/admin").use((_socket, next) => next(new Error("not you")));

  wss.on("connection", (webSocket, request) => {
    if (request.url!.includes("throw")) throw new Error("from wss.on");
    webSocket.on("message", async (data, isBinary) => {
      const text = data.toString();
      if (text === "throw") throw new Error("from ws.on");
      const counter = new Uint8Array(1);
      if (text === "count in one buffer")
        for (let i = 1; i <= 3; i++) {
          counter[0] = i;
          webSocket.send(counter);
        }
      else if (text === "to all") for (const client of wss.clients) client.send("for all");
      else webSocket.send(isBinary ? data : text);
    });
    webSocket.on("close", (code) => {
      if (code === 4_000) throwError("from a close listener");
    });
  });

  http.on("request", async (request, response) => {
    const path = request.url!.split("?", 1)[0];
    if (path === "/throw") throw new Error("from a request listener");
    if (path === "/reject") {
      await pause(1);
      throw new Error("from an async request listener");
    }
    if (path === "/half") {
      response.write("half");
      throw new Error("after half an answer");
    }
    if (path === "/wait") return; // answers never
    response.end(`path ${request.url}`);
  });
  http.on("upgrade", (request) => {
    if (request.url === "/throw") throw new Error("from an upgrade listener");
  });

  const timer = setInterval(() => {}, 60_000);
  return () => clearInterval(timer);
}

function throwError(message: string): never {
  throw new Error(message);
}
