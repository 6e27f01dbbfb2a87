/** For the server's own tests: everything that both of its servers send is compressed. */
import type { Lab } from "../../../../examples/lab.ts";

export const about = { title: "Compressed", lesson: 0, events: ["echo"] };

const perMessageDeflate = { threshold: 0 };
export const options = { ws: { perMessageDeflate }, io: { perMessageDeflate } };

interface Events {
  echo(text: string, acknowledge: (text: string) => void): void;
}

export default function compressed({ io, wss }: Lab<Events>) {
  wss.on("connection", (socket) => socket.on("message", (data, binary) => socket.send(data as Buffer, { binary })));
  io.on("connection", (socket) => socket.on("echo", (text, acknowledge) => acknowledge(text)));
}
