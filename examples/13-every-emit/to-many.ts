/** From the server to several clients. `io` is the whole server, `socket` the client A. */
import type { Io, Rows, ServerSocket } from "./events.ts";

export function toMany(io: Io, socket: ServerSocket): Rows {
  // #region id-of
  /** The id of the socket of a client, by the letter in its address. */
  const idOf = (letter: string): string => {
    const isIts = ({ handshake }: ServerSocket) => handshake.query["client"] === letter;
    return [...io.sockets.sockets.values()].find(isIts)?.id ?? "";
  };
  // #endregion

  return {
    "io-emit"() {
      // #region io-emit
      io.emit("hello", "all");
      // #endregion
    },
    "io-send"() {
      // #region io-send
      io.send("hi, all");
      // #endregion
    },
    broadcast() {
      // #region broadcast
      socket.broadcast.emit("hello", "others");
      // #endregion
    },
    "to-room"() {
      // #region to-room
      io.to("r1").emit("hello", "r1");
      // #endregion
    },
    "socket-to-room"() {
      // #region socket-to-room
      socket.to("r1").emit("hello", "others in r1");
      // #endregion
    },
    "to-rooms"() {
      // #region to-rooms
      io.to("r1").to("r2").emit("hello", "r1 or r2");
      // #endregion
    },
    "except-room"() {
      // #region except-room
      io.except("r1").emit("hello", "not r1");
      // #endregion
    },
    clauses() {
      // #region clauses
      io.to("r1").to(["r2", "r3"]).except("r1").emit("hello", "r2 or r3, not r1");
      // #endregion
    },
    "to-id"() {
      // #region to-id
      io.to(idOf("C")).emit("hello", "C");
      // #endregion
    },
    "except-ids"() {
      // #region except-ids
      io.except([idOf("B"), idOf("C")]).emit("hello", "not B, not C");
      // #endregion
    },
    "to-own-id"() {
      // #region to-own-id
      socket.to(socket.id).emit("hello", "nobody");
      // #endregion
    },
    "io-volatile"() {
      // #region io-volatile
      io.volatile.emit("hello", "now or never");
      // #endregion
    },
    namespace() {
      // #region namespace
      io.of("/chat").emit("hello", "chat");
      // #endregion
    },
    "namespace-room"() {
      // #region namespace-room
      io.of("/chat").to("r1").emit("hello", "r1 in chat");
      // #endregion
    },
    "acks-callback"({ show, shown }) {
      // #region acks-callback
      io.timeout(1_000).emit("question", "Who is there?", (_error, answers) => {
        show(answers);
      });
      // #endregion
      return shown;
    },
    async "acks-promise"({ show }) {
      // #region acks-promise
      const answers = await io.timeout(1_000).emitWithAck("question", "Who is there?");
      show(answers);
      // #endregion
    },
    "acks-missing-callback"({ show, shown }) {
      // #region acks-missing-callback
      io.timeout(200).emit("vote", "Yes or no?", (error, answers) => {
        if (error) show(error.message, answers);
        else show(answers);
      });
      // #endregion
      return shown;
    },
    async "acks-missing-promise"({ show }) {
      // #region acks-missing-promise
      try {
        const answers = await io.timeout(200).emitWithAck("vote", "Yes or no?");
        show(answers);
      } catch (error) {
        const { message, responses } = error as Error & { responses: string[] };
        show(message, responses);
      }
      // #endregion
    },
    async chained({ show }) {
      // #region chained
      const answers = await socket
        .timeout(1_000)
        .to("r1")
        .to(["r2", "r3"])
        .emitWithAck("question", "Who else is there?");
      show(answers);
      // #endregion
    },
  };
}
