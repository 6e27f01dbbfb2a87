/** Listeners on the server that hear every event of a client, and functions that every packet has to pass. */
import type { Rows, ServerSocket } from "./events.ts";

export function listeners(socket: ServerSocket): Rows {
  return {
    "on-any"({ hear }) {
      // #region on-any
      socket.onAny((event: string, ...args: unknown[]) => {
        hear("onAny", event, ...args);
      });
      // #endregion
    },
    "prepend-any"({ hear }) {
      // #region prepend-any
      socket.onAny((event: string) => hear("onAny", event));
      socket.prependAny((event: string) => hear("prependAny", event));
      // #endregion
    },
    "off-any"({ hear }) {
      // #region off-any
      const listener = (event: string) => hear("onAny", event);
      socket.onAny(listener);
      socket.offAny(listener);
      // #endregion
    },
    "on-any-outgoing"({ hear }) {
      // #region on-any-outgoing
      socket.onAnyOutgoing((event: string, ...args: unknown[]) => {
        hear("onAnyOutgoing", event, ...args);
      });
      socket.emit("hello", "out");
      // #endregion
    },
    "prepend-any-outgoing"({ hear }) {
      // #region prepend-any-outgoing
      socket.onAnyOutgoing((event: string) => hear("onAnyOutgoing", event));
      socket.prependAnyOutgoing((event: string) => hear("prependAnyOutgoing", event));
      socket.emit("hello", "out");
      // #endregion
    },
    "off-any-outgoing"({ hear }) {
      // #region off-any-outgoing
      const listener = (event: string) => hear("onAnyOutgoing", event);
      socket.onAnyOutgoing(listener);
      socket.offAnyOutgoing(listener);
      socket.emit("hello", "out");
      // #endregion
    },
    use({ hear }) {
      // #region use
      socket.use(([event, ...args], next) => {
        hear("use", event, ...args);
        next();
      });
      // #endregion
    },
    "use-refuse"({ hear }) {
      // #region use-refuse
      socket.use(([event], next) => {
        if (event === "hello") next(new Error("not allowed"));
        else next();
      });
      socket.on("error", (error) => hear("on", "error", error.message));
      // #endregion
    },
  };
}
