/** For the server's own tests: keeps what disconnected clients miss. */
import type { Lab, ProgramOptions } from "../../../../examples/lab.ts";

export const about = { title: "Recovery", lesson: 0, events: [] };

export const options: ProgramOptions = { io: { connectionStateRecovery: {} } };

export default function recovery({ io }: Lab<Record<"echo" | "to all", (text: string) => void>>) {
  io.on("connection", (socket) => {
    socket.on("echo", (text) => socket.emit("echo", text));
    socket.on("to all", (text) => io.emit("news", text));
  });
}
