import type { Manager } from "socket.io-client";
import { expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import type { Host } from "../host/host.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { SocketIoClient } from "./socket-io.ts";
import { deadPort, told, untilTold } from "./told.fixture.ts";

const labs = realLabs();

test("tells its transport, and the upgrade", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect();
  await until(client.state, ({ transport }) => transport === "websocket");
  await untilRun(session, ({ page }) => page.some(({ data }) => data["transport"] === "websocket"));
  const lines = told(session).join("\n");
  // With the default transports `connect` may come before the upgrade or after it.
  expect(lines).toMatch(
    /^A note: io\(\)\nA connection: connect: over (polling\nA note: transport upgraded to websocket|websocket)$/,
  );
});

test("tells calls, answers and what was not answered", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"] });
  await until(client.state, ({ phase }) => phase === "open");
  await client.emitWithAck(1_000, "add", 2, 3);
  await client.emitWithAck(20, "never").catch(() => {});
  client.emit("send_chat_message", { username: "ann", message: "hi" });
  expect((await untilTold(session, 8)).slice(1)).toEqual([
    "A connection: connect: over websocket",
    'A emit: socket.timeout(1000).emit("add", 2, 3, callback)',
    "A event: acknowledged: add(5)",
    'A emit: socket.timeout(20).emit("never", callback)',
    "A error: never: operation has timed out",
    'A emit: socket.emit("send_chat_message", {"username":"ann","message":"hi"})',
    'A event: "message"("ann: hi") arrived',
  ]);
});

test("a reserved name is told as the error that it is", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  expect(client.emit("disconnect")).toBe(false);
  await untilRun(session, ({ page }) => page.some(({ kind }) => kind === "error"));
  expect(told(session).at(-1)).toBe('A error: Error: "disconnect" is a reserved event name');
});

test("an unknown namespace is refused for good, in the library's words and in ours", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ namespace: "/nope", transports: ["websocket"] });
  const { problem } = await until(client.state, ({ phase }) => phase === "closed");
  expect(problem).toEqual({
    said: "Invalid namespace",
    meaning:
      "The server has no such namespace. What follows the host in the address is the namespace, not the path. It is not tried again by itself.",
  });
});

test("a server that is not there is tried again until it is closed", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ url: `http://${await deadPort()}` });
  const { problem, phase } = await until(client.state, ({ problem }) => problem !== undefined);
  expect([problem?.said, phase]).toEqual(["xhr poll error", "connecting"]);
  expect(problem?.meaning).toMatch(/tried again by itself\.$/);
  client.close();
  expect(client.state.get()).toEqual({ phase: "closed", transport: null });
});

test("connected anew, it hears each event once", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  const heard: string[] = [];
  client.onEvent((name) => heard.push(name));
  for (let i = 0; i < 3; i++) {
    await client.connect({ transports: ["websocket"] });
    await until(client.state, ({ phase }) => phase === "open");
    if (i < 2) client.disconnect();
  }
  await client.emitWithAck(1_000, "send_chat_message", { username: "ann", message: "hi" });
  expect(heard).toEqual(["message"]);
});

test("a second one on its connection is for another namespace, and hears each event once, also when it comes again", async () => {
  const session = await labs.open("14-namespaces");
  const [one, two] = [session.own(new SocketIoClient(session, "A")), session.own(new SocketIoClient(session, "B"))];
  await one.connect({ path: "chat/", transports: ["websocket"] });
  await until(one.state, ({ phase }) => phase === "open");
  await two.connect({ namespace: "/", over: one });
  expect(two.state.get()).toMatchObject({
    phase: "closed",
    problem: {
      said: "page.namespace",
      meaning: "This connection has a socket for / already. Ask for another namespace, or connect without sharing.",
    },
  });
  expect(one.state.get().phase).toBe("open");

  const heard: string[] = [];
  two.onEvent((name) => heard.push(name));
  for (let i = 0; i < 2; i++) {
    await two.connect({ namespace: "/admin", over: one });
    await until(two.state, ({ phase }) => phase === "open");
    if (i < 1) two.disconnect();
  }
  await two.emitWithAck(1_000, "join", "red");
  two.emit("tell", "red", "hi");
  await untilRun(session, ({ page }) => page.some(({ data }) => data["event"] === "told"));
  expect(heard).toEqual(["told"]);
});

test("however often a second one connects on its connection, nothing of it stays there", async () => {
  const session = await labs.open("14-namespaces");
  let manager: Manager | undefined;
  const host: Host = {
    ...session.host,
    socketIO: async (...how) => {
      const socket = await session.host.socketIO(...how);
      manager = socket.io;
      return socket;
    },
  };
  const lab = { host, open: () => session.open(), log: session.log };
  const [one, two] = [new SocketIoClient(lab, "A"), new SocketIoClient(lab, "B")];
  await one.connect({ path: "chat/", transports: ["websocket"] });
  await until(one.state, ({ phase }) => phase === "open");
  const listeners = () => [manager!.listeners("reconnect_attempt"), manager!.engine.listeners("upgradeError")].flat();
  const before = listeners();
  const isDisconnect = ({ layer, kind }: Entry) => layer === "app" && kind === "disconnect";
  for (let i = 0; i < 2; i++) {
    await two.connect({ namespace: "/admin", over: one });
    await until(two.state, ({ phase }) => phase === "open");
    two.disconnect();
    // Socket.IO's server closes the whole connection when it reads a DISCONNECT and a CONNECT in one turn.
    await untilRun(session, ({ entries }) => entries.filter(isDisconnect).length === i + 1);
  }
  expect([before.length, listeners()]).toEqual([2, before]);
  one.close();
});

test("one that may not come back by itself is closed when its connection is, and told so", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"], reconnection: false });
  await until(client.state, ({ phase }) => phase === "open");
  await session.verb({ verb: "fault", fault: { fault: "cut", client: "A" } });
  const { problem } = await until(client.state, ({ phase }) => phase !== "open");
  expect([client.state.get().phase, problem?.meaning]).toEqual([
    "closed",
    "The connection was closed under it. The client does not come back by itself.",
  ]);
});
