import { io, type Socket } from "socket.io-client";
import { run } from "../run.ts";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const path = server.path.replace("socket.io", "chat");
  const options = { path, query: { client: "A" }, forceNew: true, reconnection: false };

  /** Resolves with "connected", or with the error that was said instead. */
  const outcome = (socket: Socket) =>
    new Promise<"connected" | Error>((resolve) => {
      socket.once("connect", () => resolve("connected"));
      socket.once("connect_error", resolve);
    });

  say("Three things are called an address. The path is in the request line; it belongs to the server as a whole.");
  const lost = io(server.origin, { ...options, path: server.path });
  sent("A", `GET ${server.path}`);
  const refused = await outcome(lost);
  got("A", refused === "connected" ? refused : refused.message);
  check("at the usual path there is no Socket.IO", refused !== "connected", true);
  lost.disconnect();

  const main = io(server.origin, options);
  sent("A", `GET ${path}`);
  check("at its own path there is", await outcome(main), "connected");

  say(
    "A namespace is not in the request line. It is asked for with a packet, on the connection that is there already.",
  );
  const packets: string[] = [];
  main.io.engine.on("packetCreate", ({ data }) => data && packets.push(`4${data}`));
  const admin = main.io.socket("/admin");
  check("connected to /admin", await outcome(admin), "connected");
  sent("A", packets[0]!);
  check("by one packet", packets[0], "40/admin,");
  check("two sockets, two ids", main.id !== admin.id, true);
  check("one connection", main.io.engine === admin.io.engine, true);
  check(
    "each in its own namespace",
    [await main.emitWithAck("whoami"), await admin.emitWithAck("whoami")],
    ["/", "/admin"],
  );

  const nowhere = main.io.socket("/nope");
  const invalid = await outcome(nowhere);
  sent("A", "40/nope,");
  got("A", invalid === "connected" ? invalid : `connect_error: ${invalid.message || "(no message)"}`);
  check("a namespace that nobody has made is refused", invalid !== "connected", true);
  check("it is not tried again", nowhere.active, false);
  check("and the others go on", [main.connected, admin.connected], [true, true]);

  say("A room is in no request and in no packet of its own: a client asks with an event, and the server puts it in.");
  check("the client has no way to do it", "join" in main, false);
  const told: string[] = [];
  for (const socket of [main, admin])
    socket.on("told", (text: string) => {
      got("A", `${socket === main ? "/" : "/admin"}: told "${text}"`);
      told.push(text);
    });
  sent("A", '42…["join","red"]');
  check("it is in red", await main.emitWithAck("join", "red"), ["red"]);
  check("the other socket is not", await admin.emitWithAck("join", "not a room"), []);
  main.emit("tell", "red", "to red");
  admin.emit("tell", "red", "to red of /admin");
  await main.emitWithAck("whoami");
  await admin.emitWithAck("whoami");
  check("a room belongs to its namespace", told, ["to red"]);
  main.disconnect();
  admin.disconnect();
});
