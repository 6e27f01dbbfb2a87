import type { Lab } from "../lab.ts";

export const about = {
  title: "Socket.IO is not a WebSocket",
  lesson: 10,
  events: ["hello (name) → event hello (text) to the sender", "add (a, b) → acknowledgement a + b"],
};

/** Scaled: usual are 25 and 20 seconds. Who speaks by hand gets time to answer. */
export const options = { io: { pingInterval: 3_000, pingTimeout: 20_000 } };

interface Listen {
  hello: (name?: unknown) => void;
  add: (a: unknown, b: unknown, acknowledge?: unknown) => void;
}

interface Emit {
  hello: (text: string) => void;
}

export default function speak({ io, wss }: Lab<Listen, Emit>) {
  io.on("connection", (socket) => {
    socket.on("hello", (name) => {
      socket.emit("hello", typeof name === "string" ? `Hello, ${name.slice(0, 40)}` : "Hello, whoever you are");
    });
    socket.on("add", (a, b, acknowledge) => {
      // Who writes a packet by hand may leave anything out, or put anything in.
      if (typeof a === "number" && typeof b === "number" && typeof acknowledge === "function") acknowledge(a + b);
    });
  });

  // A plain WebSocket server beside it, for clients of Socket.IO that take it for one of theirs.
  wss.on("connection", (ws) => {
    ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });
}
