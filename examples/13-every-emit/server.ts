import type { Lab } from "../lab.ts";
import { acrossServers, hearOtherServers } from "./across-servers.ts";
import { heardText, perform, type ClientToServer, type Io, type Rows, type Run } from "./events.ts";
import type { ServerSocket, ServerToClient } from "./events.ts";
import { listeners } from "./listeners.ts";
import { roomsAndConnections } from "./rooms.ts";
import { sameProcess } from "./same-process.ts";
import { toMany } from "./to-many.ts";
import { toOne } from "./to-one.ts";

export const about = {
  title: "Every emit",
  lesson: 13,
  events: [
    "rows (ack) → ack(the rows that this server can run)",
    "place (rooms, ack) → ack(), when this client is in these rooms and in no other",
    "run (row, ack) → ack({ shown, threw }), when that row's call was made",
    "fence (number, ack) → ack(what listeners on the server heard since the last one)",
    "hello (…) → heard",
    "message (text) → heard",
    "add (a, b, ack) → ack(a + b)",
    "echo (text, ack) → hello(text), then ack()",
  ],
};

/** The rooms that a client may be placed in. */
const ROOMS = ["r1", "r2", "r3"];
/** Listeners that are noted between two fences. */
const MOST_HEARD = 20;

/** Each row of the emit reference is one call, in the files beside this one; a client has it made by its name. */
export default function everyEmit({ io, another }: Lab<ClientToServer, ServerToClient>) {
  serve(io, (socket) => ({
    ...toOne(socket),
    ...toMany(io, socket),
    ...roomsAndConnections(io, socket),
    ...listeners(socket),
  }));
  io.of("/chat").on("connection", placeInRooms);

  // Two servers that know of each other.
  const adapter = sameProcess();
  const [one, two] = [another("one", { io: { adapter } }).io, another("two", { io: { adapter } }).io];
  const heard: string[] = [];
  serve(one, () => acrossServers(one), heard);
  serve(two, () => ({}));
  hearOtherServers(two, noteIn(heard));

  // And one that compresses what is longer than 100 bytes.
  serve(another("deflate", { io: { perMessageDeflate: { threshold: 100 } } }).io, toOne);
}

/** @param heard what listeners heard that belong to no client */
function serve(io: Io, rowsOf: (socket: ServerSocket) => Rows, heard: string[] = []): void {
  io.on("connection", (socket) => {
    const rows = new Map(Object.entries(rowsOf(socket)));
    const hear = noteIn(heard);
    placeInRooms(socket);

    socket.on("rows", (ack) => {
      if (isFunction(ack)) ack([...rows.keys()]);
    });
    socket.on("run", async (row, ack) => {
      const result = await perform(rows.get(row) ?? unknown, hear);
      if (isFunction(ack)) ack(result);
    });
    socket.on("fence", (_number, ack) => {
      if (isFunction(ack)) ack(heard.splice(0));
    });

    // #region on-hello
    socket.on("hello", (...args) => {
      hear("on", "hello", ...args);
    });
    // #endregion
    // #region on-message
    socket.on("message", (text) => {
      hear("on", "message", text);
    });
    // #endregion
    // #region on-add
    socket.on("add", (a, b, ack) => {
      if (isNumber(a) && isNumber(b) && isFunction(ack)) ack(a + b);
    });
    // #endregion
    socket.on("echo", (text, ack) => {
      if (typeof text === "string") socket.emit("hello", text);
      if (isFunction(ack)) ack();
    });
  });
}

function noteIn(heard: string[]): Run["hear"] {
  return (by, event, ...args) => {
    // A catch-all listener hears the fence, too, which is not the row's.
    if (event !== "fence" && heard.length < MOST_HEARD) heard.push(heardText(by, event, args));
  };
}

function unknown(): never {
  throw new Error("there is no such row on this server");
}

/** Clients cannot join rooms: they ask for it. */
function placeInRooms(socket: Pick<ServerSocket, "on" | "id" | "rooms" | "join" | "leave">): void {
  socket.on("place", async (rooms, ack) => {
    if (!Array.isArray(rooms)) return;
    for (const room of socket.rooms) if (room !== socket.id) await socket.leave(room);
    await socket.join(rooms.filter((room) => ROOMS.includes(room)));
    if (isFunction(ack)) ack();
  });
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
