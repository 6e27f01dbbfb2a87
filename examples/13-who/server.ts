import type { Lab } from "../lab.ts";

export const about = {
  title: "Who gets it?",
  lesson: 13,
  events: [
    "join (room, ack) → ack(rooms)",
    "leave (room, ack) → ack(rooms)",
    "rooms (ack) → ack(rooms)",
    "tell_all () → hello, by io.emit",
    "tell_others () → hello, by socket.broadcast.emit",
    "tell_me () → hello, by socket.emit",
    "tell_room () → hello, by io.to",
    "tell_roommates () → hello, by socket.to",
    "tell_rooms () → hello, by io.to with two rooms",
    "tell_outsiders () → hello, by io.except",
    "tell ({ on, broadcast, to, except }) → hello, by the call that this describes",
  ],
};

/** A call as data: `{ on: "socket", to: ["r1"] }` is `socket.to(["r1"]).emit(…)`. */
export interface Call {
  on: "io" | "socket";
  broadcast?: boolean;
  to?: string[];
  except?: string[];
}

export interface ClientToServer {
  join: (room: string, ack: (rooms: string[]) => void) => void;
  leave: (room: string, ack: (rooms: string[]) => void) => void;
  rooms: (ack: (rooms: string[]) => void) => void;
  tell_all: () => void;
  tell_others: () => void;
  tell_me: () => void;
  tell_room: () => void;
  tell_roommates: () => void;
  tell_rooms: () => void;
  tell_outsiders: () => void;
  tell: (call: Call) => void;
}

export interface ServerToClient {
  hello: () => void;
}

/** The rooms that a client may ask for. */
const ROOMS = ["r1", "r2"];

export default function who({ io }: Lab<ClientToServer, ServerToClient>) {
  io.on("connection", (socket) => {
    // A client cannot join a room: it asks, and the server does it. (The room named by its own id it is in from the start.)
    const answer = (ack: unknown) => {
      if (typeof ack === "function") ack([...socket.rooms].filter((room) => room !== socket.id));
    };
    socket.on("join", (room, ack) => {
      if (ROOMS.includes(room)) socket.join(room);
      answer(ack);
    });
    socket.on("leave", (room, ack) => {
      if (ROOMS.includes(room)) socket.leave(room);
      answer(ack);
    });
    socket.on("rooms", answer);

    // `io` is the whole server, `socket` the client whose message this is.
    socket.on("tell_all", () => io.emit("hello"));
    socket.on("tell_others", () => socket.broadcast.emit("hello"));
    socket.on("tell_me", () => socket.emit("hello"));
    socket.on("tell_room", () => io.to("r1").emit("hello"));
    socket.on("tell_roommates", () => socket.to("r1").emit("hello"));
    socket.on("tell_rooms", () => io.to(["r1", "r2"]).emit("hello"));
    socket.on("tell_outsiders", () => io.except("r1").emit("hello"));

    socket.on("tell", (call) => {
      if (!isCall(call)) return;
      const { on, broadcast, to = [], except = [] } = call;
      if (on === "io") io.to(to).except(except).emit("hello");
      else if (broadcast || to.length > 0 || except.length > 0) socket.to(to).except(except).emit("hello");
      else socket.emit("hello");
    });
  });
}

function isCall(value: Call | null | undefined): value is Call {
  const isRooms = (rooms: unknown) => rooms === undefined || (Array.isArray(rooms) && rooms.every(isString));
  return (value?.on === "io" || value?.on === "socket") && isRooms(value.to) && isRooms(value.except);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
