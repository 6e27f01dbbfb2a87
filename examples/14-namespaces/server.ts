import type { Lab } from "../lab.ts";

export const about = {
  title: "Rooms, namespaces, path",
  lesson: 14,
  events: [
    "join (room) → the server puts the sender into the room; acknowledgement: the rooms it is in",
    "leave (room) → and takes it out again; acknowledgement: the rooms it is in",
    "tell (room, text) → event told (text) to everyone in the room",
    "whoami () → acknowledgement: the namespace in which it was asked",
  ],
};

/** Not /socket.io/: whoever connects has to know it. */
export const options = { io: { path: "/chat/" } };

/** What a room may be called: short, and not like a socket's id, which is a room, too. */
const ROOM = /^[\w-]{1,12}$/;
/** Rooms that a socket may be in besides its own: any name makes one, and each answer lists them. */
const MOST_ROOMS = 8;

interface Listen {
  join: (room: unknown, acknowledge?: unknown) => void;
  leave: (room: unknown, acknowledge?: unknown) => void;
  tell: (room: unknown, text: unknown) => void;
  whoami: (acknowledge?: unknown) => void;
}

interface Emit {
  told: (text: string) => void;
}

export default function addresses({ io }: Lab<Listen, Emit>) {
  // Two namespaces. One that nobody has made is refused: Invalid namespace.
  for (const namespace of [io, io.of("/admin")])
    namespace.on("connection", (socket) => {
      const rooms = () => [...socket.rooms].filter((room) => room !== socket.id);

      // #region join
      // A client cannot join a room. It can ask, and the server decides.
      socket.on("join", (room, acknowledge) => {
        if (isRoom(room) && rooms().length < MOST_ROOMS) void socket.join(room);
        answer(acknowledge, rooms());
      });
      // #endregion
      socket.on("leave", (room, acknowledge) => {
        if (isRoom(room)) void socket.leave(room);
        answer(acknowledge, rooms());
      });
      socket.on("tell", (room, text) => {
        // A room belongs to its namespace: /admin's red is not the other one's.
        if (isRoom(room) && typeof text === "string") socket.nsp.to(room).emit("told", text.slice(0, 200));
      });
      socket.on("whoami", (acknowledge) => answer(acknowledge, socket.nsp.name));
    });
}

function isRoom(room: unknown): room is string {
  return typeof room === "string" && ROOM.test(room);
}

function answer(acknowledge: unknown, value: unknown): void {
  if (typeof acknowledge === "function") acknowledge(value);
}
