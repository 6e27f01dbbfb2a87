/** Many messages from outside of the page, as quickly as they come back. */
import { once } from "node:events";
import { WebSocket } from "ws";

/** Messages on their way at once, on one connection. */
const WINDOW = 50;

/**
 * Has the echo program of lesson 3 echo messages on several connections at once.
 * @param url of a lab's raw WebSocket server
 * @param messages on each of the connections, a multiple of 50
 * @returns what closes the connections: nothing passes on them any more
 */
export async function flood(url: string, connections: number, messages: number): Promise<() => void> {
  const sockets = Array.from({ length: connections }, (_, i) => new WebSocket(`${url}?client=${i + 1}`));
  await Promise.all(sockets.map((socket) => echo(socket, messages)));
  return () => sockets.forEach((socket) => socket.close(1000));
}

async function echo(socket: WebSocket, messages: number): Promise<void> {
  await once(socket, "open");
  let heard = 0;
  await new Promise<void>((resolve, reject) => {
    const send = () => {
      for (let i = 0; i < WINDOW; i++) socket.send("over and over");
    };
    socket.on("message", () => {
      if (++heard === messages) resolve();
      else if (heard % WINDOW === 0) send();
    });
    socket.once("close", (code, reason) => reject(new Error(`closed after ${heard} echoes: ${code} ${reason}`)));
    send();
  });
}
