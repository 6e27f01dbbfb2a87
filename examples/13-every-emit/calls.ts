/** What the clients do: the calls of the page's side, and the listeners that every client has. */
import type { Socket } from "socket.io-client";
import type { ClientToServer, Rows, ServerToClient } from "./events.ts";

export type ClientSocket = Socket<ServerToClient, ClientToServer>;

export function listen(socket: ClientSocket, letter: string): void {
  // #region listen
  socket.on("question", (_text, ack) => ack(`${letter} is here`));
  socket.on("vote", (_text, ack) => {
    if (letter !== "D") ack(`${letter}: yes`);
  });
  // #endregion
}

/** Runs what a listener of the server waits for. */
export const AFTERWARDS: ReadonlySet<string> = new Set(["on-any", "prepend-any", "off-any", "use", "use-refuse"]);

/** Resolves when the connection can take a packet now: over polling the request before may still be on its way. */
async function writable({ io: { engine } }: ClientSocket): Promise<void> {
  while (!engine.transport.writable)
    await new Promise<void>((resolve) => engine.transport.once("drain", () => resolve()));
}

/** @param socket the client A */
export function calls(socket: ClientSocket): Rows {
  const echo = (text: string) => socket.timeout(5_000).emitWithAck("echo", text);
  return {
    "client-emit"() {
      // #region client-emit
      socket.emit("hello", 1, "2", { 3: "4" });
      // #endregion
    },
    "client-send"() {
      // #region client-send
      socket.send("hi");
      // #endregion
    },
    "client-binary"() {
      // #region client-binary
      socket.emit("hello", Uint8Array.of(1, 2, 255));
      // #endregion
    },
    "client-emit-reserved"() {
      // #region client-emit-reserved
      // @ts-expect-error: the types know it, too
      socket.emit("disconnecting");
      // #endregion
    },
    "client-ack-callback"({ show, shown }) {
      // #region client-ack-callback
      socket.emit("add", 2, 3, (sum) => {
        show(sum);
      });
      // #endregion
      return shown;
    },
    async "client-ack-promise"({ show }) {
      // #region client-ack-promise
      const sum = await socket.emitWithAck("add", 2, 3);
      show(sum);
      // #endregion
    },
    "client-timeout-callback"({ show, shown }) {
      // #region client-timeout-callback
      socket.timeout(200).emit("silence", "Are you there?", (error, answer) => {
        show(error ? error.message : answer);
      });
      // #endregion
      return shown;
    },
    async "client-timeout-promise"({ show }) {
      // #region client-timeout-promise
      try {
        const answer = await socket.timeout(200).emitWithAck("silence", "Are you there?");
        show(answer);
      } catch (error) {
        show((error as Error).message);
      }
      // #endregion
    },
    async "client-timeout-answered"({ show }) {
      // #region client-timeout-answered
      const sum = await socket.timeout(1_000).emitWithAck("add", 2, 3);
      show(sum);
      // #endregion
    },
    async "client-volatile"() {
      await writable(socket);
      // #region client-volatile
      socket.volatile.emit("hello", "now or never");
      // #endregion
    },
    "client-volatile-dropped"() {
      // #region client-volatile-dropped
      socket.emit("hello", "first");
      socket.volatile.emit("hello", "second");
      // #endregion
    },
    "client-compress"() {
      const text = "la ".repeat(50);
      // #region client-compress
      socket.emit("hello", text);
      socket.compress(false).emit("hello", text);
      // #endregion
    },
    async "client-on-any"({ hear }) {
      // #region client-on-any
      socket.onAny((event: string, ...args: unknown[]) => {
        hear("onAny", event, ...args);
      });
      // #endregion
      await echo("in");
    },
    async "client-prepend-any"({ hear }) {
      // #region client-prepend-any
      socket.onAny((event: string) => hear("onAny", event));
      socket.prependAny((event: string) => hear("prependAny", event));
      // #endregion
      await echo("in");
    },
    async "client-off-any"({ hear }) {
      // #region client-off-any
      const listener = (event: string) => hear("onAny", event);
      socket.onAny(listener);
      socket.offAny(listener);
      // #endregion
      await echo("in");
    },
    "client-on-any-outgoing"({ hear }) {
      // #region client-on-any-outgoing
      socket.onAnyOutgoing((event: string, ...args: unknown[]) => {
        hear("onAnyOutgoing", event, ...args);
      });
      socket.emit("hello", "out");
      // #endregion
    },
    "client-prepend-any-outgoing"({ hear }) {
      // #region client-prepend-any-outgoing
      socket.onAnyOutgoing((event: string) => hear("onAnyOutgoing", event));
      socket.prependAnyOutgoing((event: string) => hear("prependAnyOutgoing", event));
      socket.emit("hello", "out");
      // #endregion
    },
    "client-off-any-outgoing"({ hear }) {
      // #region client-off-any-outgoing
      const listener = (event: string) => hear("onAnyOutgoing", event);
      socket.onAnyOutgoing(listener);
      socket.offAnyOutgoing(listener);
      socket.emit("hello", "out");
      // #endregion
    },
  };
}
