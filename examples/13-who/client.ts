import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { run } from "../run.ts";
import type { ClientToServer, ServerToClient } from "./server.ts";

type Client = Socket<ServerToClient, ClientToServer>;

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const { origin, path } = server;
  let hello: string[] = [];
  const connect = async (name: string): Promise<Client> => {
    // Without forceNew all four would share one connection.
    const socket: Client = io(origin, { path, query: { client: name }, forceNew: true });
    socket.on("hello", () => hello.push(name));
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
    return socket;
  };
  const [a, b, c, d] = await Promise.all([connect("A"), connect("B"), connect("C"), connect("D")]);
  const rooms = (socket: Client) => socket.timeout(5_000).emitWithAck("rooms");

  say("Four clients. A and B ask to be in r1, B and C in r2.");
  await a.timeout(5_000).emitWithAck("join", "r1");
  await b.timeout(5_000).emitWithAck("join", "r1");
  await b.timeout(5_000).emitWithAck("join", "r2");
  await c.timeout(5_000).emitWithAck("join", "r2");
  const where = await Promise.all([rooms(a), rooms(b), rooms(c), rooms(d)]);
  check("A is in r1, B in r1 and r2, C in r2, D in neither", where, [["r1"], ["r1", "r2"], ["r2"], []]);

  a.onAnyOutgoing((...event) => {
    if (event[0].startsWith("tell")) sent("A", JSON.stringify(event));
  });
  /** Who gets a hello when A does this. */
  const receivers = async (tell: () => void) => {
    hello = [];
    tell();
    // Messages of one connection keep their order. So when A has its answer the call was made, and when the others have
    // theirs, a hello would have come before it.
    await rooms(a);
    await Promise.all([rooms(b), rooms(c), rooms(d)]);
    const names = hello.sort();
    names.forEach((name) => got(name, '["hello"]'));
    return names.join("");
  };

  say("A sends each event once. The code behind it is in server.ts.");
  check('io.emit("hello"): everyone, the sender too', await receivers(() => a.emit("tell_all")), "ABCD");
  check('socket.broadcast.emit("hello"): everyone but the sender', await receivers(() => a.emit("tell_others")), "BCD");
  check('socket.emit("hello"): the sender alone', await receivers(() => a.emit("tell_me")), "A");
  check('io.to("r1").emit("hello"): all in r1', await receivers(() => a.emit("tell_room")), "AB");
  check(
    'socket.to("r1").emit("hello"): all in r1 but the sender',
    await receivers(() => a.emit("tell_roommates")),
    "B",
  );
  check(
    'io.to(["r1", "r2"]).emit("hello"): B is in both and gets one',
    await receivers(() => a.emit("tell_rooms")),
    "ABC",
  );
  check('io.except("r1").emit("hello"): all who are not in r1', await receivers(() => a.emit("tell_outsiders")), "CD");

  say("A call of your own, as data: all in r2 who are not in r1.");
  check("C alone", await receivers(() => a.emit("tell", { on: "io", to: ["r2"], except: ["r1"] })), "C");

  say("A leaves r1. A room is a list on the server: nothing changes for the connection.");
  check("A is in no room", await a.timeout(5_000).emitWithAck("leave", "r1"), []);
  check("who is not in the room can still send to it", await receivers(() => a.emit("tell_room")), "B");

  for (const socket of [a, b, c, d]) socket.disconnect();
});
