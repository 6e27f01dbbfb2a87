/** Several servers with an adapter between them. A and B are connected to server one, C and D to server two. */
import type { Io, Rows, Run } from "./events.ts";

/** @param io server one */
export function acrossServers(io: Io): Rows {
  return {
    "servers-emit"() {
      // #region servers-emit
      io.emit("hello", "all, on all servers");
      // #endregion
    },
    "servers-room"() {
      // #region servers-room
      io.to("r2").emit("hello", "r2, on all servers");
      // #endregion
    },
    local() {
      // #region local
      io.local.emit("hello", "all on this server");
      // #endregion
    },
    async "servers-fetch-sockets"({ show }) {
      // #region servers-fetch-sockets
      const everywhere = await io.fetchSockets();
      const here = await io.local.fetchSockets();
      show(everywhere.length, here.length);
      // #endregion
    },
    "server-side-emit"() {
      // #region server-side-emit
      io.serverSideEmit("hello", "world");
      // #endregion
    },
    "server-side-emit-ack"({ show, shown }) {
      // #region server-side-emit-ack
      io.serverSideEmit("question", "Who are you?", (_error, answers) => {
        show(answers);
      });
      // #endregion
      return shown;
    },
    async "server-side-emit-with-ack"({ show }) {
      // #region server-side-emit-with-ack
      const answers = await io.serverSideEmitWithAck("question", "Who are you?");
      show(answers);
      // #endregion
    },
  };
}

/** @param io server two */
export function hearOtherServers(io: Io, hear: Run["hear"]): void {
  // #region hear-other-servers
  io.on("hello", (text) => {
    hear("two: io.on", "hello", text);
  });
  io.on("question", (text, ack) => {
    hear("two: io.on", "question", text);
    ack("server two");
  });
  // #endregion
}
