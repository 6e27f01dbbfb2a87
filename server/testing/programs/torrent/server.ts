/** For the server's own tests: sends more than anyone wants to read. */
import type { Lab } from "../../../../examples/lab.ts";

export const about = { title: "Torrent", lesson: 0, events: [] };

const PIECE = "x".repeat(60_000);

export default function torrent({ io, wss }: Lab) {
  const sending = new Set<NodeJS.Timeout>();
  const pour = (send: () => void): (() => void) => {
    const timer = setInterval(() => {
      for (let i = 0; i < 20; i++) send();
    }, 1);
    sending.add(timer);
    return () => clearInterval(timer);
  };
  io.on("connection", (socket) => {
    socket.on(
      "disconnect",
      pour(() => socket.emit("water", PIECE)),
    );
  });
  wss.on("connection", (webSocket) => {
    webSocket.on(
      "close",
      pour(() => webSocket.send(PIECE)),
    );
  });
  return () => sending.forEach((timer) => clearInterval(timer));
}
