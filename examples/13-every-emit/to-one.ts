/** From the server to one client: `socket` is the client whose message runs the row, A. */
import type { Rows, ServerSocket } from "./events.ts";

export function toOne(socket: ServerSocket): Rows {
  return {
    emit() {
      // #region emit
      socket.emit("hello", 1, "2", { 3: "4" });
      // #endregion
    },
    send() {
      // #region send
      socket.send("hi");
      // #endregion
    },
    binary() {
      // #region binary
      socket.emit("hello", Uint8Array.of(1, 2, 255));
      // #endregion
    },
    "emit-reserved"() {
      // #region emit-reserved
      // @ts-expect-error: the types know it, too
      socket.emit("disconnecting");
      // #endregion
    },
    "ack-callback"({ show, shown }) {
      // #region ack-callback
      socket.emit("question", "Who are you?", (answer) => {
        show(answer);
      });
      // #endregion
      return shown;
    },
    async "ack-promise"({ show }) {
      // #region ack-promise
      const answer = await socket.emitWithAck("question", "Who are you?");
      show(answer);
      // #endregion
    },
    "timeout-callback"({ show, shown }) {
      // #region timeout-callback
      socket.timeout(200).emit("silence", "Are you there?", (error, answer) => {
        show(error ? error.message : answer);
      });
      // #endregion
      return shown;
    },
    async "timeout-promise"({ show }) {
      // #region timeout-promise
      try {
        const answer = await socket.timeout(200).emitWithAck("silence", "Are you there?");
        show(answer);
      } catch (error) {
        show((error as Error).message);
      }
      // #endregion
    },
    volatile() {
      // #region volatile
      socket.volatile.emit("hello", "now or never");
      // #endregion
    },
    "volatile-dropped"() {
      // #region volatile-dropped
      socket.emit("hello", "first");
      socket.volatile.emit("hello", "second");
      // #endregion
    },
    compress() {
      const text = "la ".repeat(50);
      // #region compress
      socket.emit("hello", text);
      socket.compress(false).emit("hello", text);
      // #endregion
    },
  };
}
