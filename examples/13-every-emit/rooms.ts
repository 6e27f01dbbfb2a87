/** Which clients are there, where, and for how long. */
import type { Io, Rows, ServerSocket } from "./events.ts";

export function roomsAndConnections(io: Io, socket: ServerSocket): Rows {
  return {
    async "fetch-sockets"({ show }) {
      // #region fetch-sockets
      const sockets = await io.in("r1").fetchSockets();
      show(sockets.map(({ handshake }) => handshake.query["client"]));
      // #endregion
    },
    async "fetch-sockets-emit"() {
      // #region fetch-sockets-emit
      for (const remote of await io.fetchSockets()) {
        remote.emit("hello", remote.rooms.size - 1);
      }
      // #endregion
    },
    "sockets-join"() {
      // #region sockets-join
      io.in("r1").socketsJoin("r3");
      io.to("r3").emit("hello", "r3");
      // #endregion
    },
    "sockets-leave"() {
      // #region sockets-leave
      io.in("r1").socketsLeave("r1");
      io.to("r1").emit("hello", "r1");
      // #endregion
    },
    "disconnect-sockets"() {
      // #region disconnect-sockets
      io.in("r2").disconnectSockets();
      // #endregion
    },
    "disconnect-sockets-close"() {
      // #region disconnect-sockets-close
      io.in("r2").disconnectSockets(true);
      // #endregion
    },
    join() {
      // #region join
      socket.join("r3");
      io.to("r3").emit("hello", "r3");
      // #endregion
    },
    leave() {
      // #region leave
      socket.leave("r1");
      io.to("r1").emit("hello", "r1");
      // #endregion
    },
    rooms({ show }) {
      // #region rooms
      for (const room of socket.rooms) {
        show(room === socket.id ? "its own id" : room);
      }
      // #endregion
    },
    disconnect() {
      // #region disconnect
      socket.disconnect();
      // #endregion
    },
  };
}
