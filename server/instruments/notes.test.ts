import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Data, Receiver } from "../../protocol/log.ts";
import type { JsonEntry } from "../../protocol/json.ts";
import { TestServer, type LabAddress } from "../testing/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

type App = Data["app"];

const isApp =
  <K extends keyof App>(kind: K, name?: string) =>
  (entry: JsonEntry): boolean =>
    entry.layer === "app" && entry.kind === kind && (name === undefined || (entry.data as App["emit"]).name === name);

/** Entries and how to look things up in them. */
class Log {
  readonly entries: readonly JsonEntry[];
  constructor(entries: readonly JsonEntry[]) {
    this.entries = entries;
  }
  byNumber(n: number | undefined): JsonEntry {
    return this.entries.find((entry) => entry.n === n)!;
  }
  app<K extends keyof App>(kind: K, name?: string): Omit<JsonEntry, "data"> & { data: App[K] } {
    return this.entries.find(isApp(kind, name)) as Omit<JsonEntry, "data"> & { data: App[K] };
  }
  all<K extends keyof App>(kind: K, name?: string): App[K][] {
    return this.entries.filter(isApp(kind, name)).map(({ data }) => data as App[K]);
  }
}

const logOf = async (lab: LabAddress) => new Log(await server.entries(lab));
const letters = (to: readonly Receiver[]) =>
  to
    .map(({ client }) => client)
    .sort()
    .join("");

/** Sends an event whose acknowledgement comes after everything before it was handled. */
const settled = (socket: { emitWithAck(...args: unknown[]): Promise<unknown> }) =>
  socket.emitWithAck("join", "settled");

describe("Socket.IO", () => {
  test("a connection stands on the packet that asked for it, with the socket's id and the transport", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    const log = await logOf(lab);
    const connection = log.app("connection");
    expect(connection).toMatchObject({
      client: "A",
      from: "server",
      data: { id: a.id, protocol: "socket.io", nsp: "/", transport: "websocket" },
    });
    expect(log.byNumber(connection.parent)).toMatchObject({ layer: "socket.io", kind: "connect", from: "client" });
  });

  test("a handler that is called stands on its event; what it sends, and the bytes of that, name it as their cause", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    const b = await server.socketIO(lab, "B");
    await a.emitWithAck("send_chat_message", { username: "ann", message: "hi" });
    const log = await logOf(lab);
    const event = log.app("event", "send_chat_message");
    expect(event.data).toEqual({ id: a.id, name: "send_chat_message", args: [{ username: "ann", message: "hi" }] });
    expect(log.byNumber(event.parent)).toMatchObject({ layer: "socket.io", kind: "event", client: "A" });
    const broadcast = log.app("emit", "message");
    expect(broadcast).toMatchObject({ conn: "", cause: event.n });
    expect(broadcast.data).toEqual({
      call: "broadcast",
      name: "message",
      args: ["ann: hi"],
      to: [
        { client: "A", id: a.id },
        { client: "B", id: b.id },
      ],
    });
    const ack = log.app("emit", "send_chat_message");
    expect(ack).toMatchObject({
      client: "A",
      cause: event.n,
      data: { id: a.id, call: "ack", args: [{ ok: true }], to: [{ client: "A", id: a.id }] },
    });
    const packets = log.entries.filter(({ layer, from }) => layer === "socket.io" && from === "server");
    expect(packets.filter(({ cause }) => cause === broadcast.n).map(({ client }) => client)).toEqual(["A", "B"]);
    expect(packets.filter(({ cause }) => cause === ack.n)).toMatchObject([{ kind: "ack", client: "A" }]);
  });

  test("over polling, too: each message is known by its place in the session, over several requests and connections", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A", { transports: ["polling"] });
    for (const message of ["1", "2", "3"]) await a.emitWithAck("send_chat_message", { username: "ann", message });
    const log = await logOf(lab);
    const events = log.entries.filter(isApp("event", "send_chat_message"));
    expect(events.map(({ parent }) => (log.byNumber(parent).data as { args: unknown[] }).args)).toEqual(
      ["1", "2", "3"].map((message) => [{ username: "ann", message }]),
    );
    for (const emit of log.entries.filter(isApp("emit", "message")))
      expect(log.entries.find(({ layer, cause }) => layer === "socket.io" && cause === emit.n)).toMatchObject({
        data: { args: (emit.data as App["emit"]).args },
      });
  });

  test("a session that moves from polling to a WebSocket counts on", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A", { transports: ["polling", "websocket"] });
    if (a.io.engine.transport.name !== "websocket")
      await new Promise<void>((resolve) => a.io.engine.once("upgrade", () => resolve()));
    await a.emitWithAck("send_chat_message", { username: "ann", message: "hi" });
    const log = await logOf(lab);
    const event = log.app("event", "send_chat_message");
    expect(log.byNumber(event.parent)).toMatchObject({ layer: "socket.io", kind: "event" });
    expect(event.conn).toBe(log.byNumber(event.parent).conn);
    const emit = log.app("emit", "message");
    expect(log.entries.find(({ layer, cause }) => layer === "socket.io" && cause === emit.n)).toBeDefined();
  });

  test("who got what: rooms, others, oneself; joins and leaves", async () => {
    const lab = await server.open();
    const [a, b, c] = [
      await server.socketIO(lab, "A"),
      await server.socketIO(lab, "B"),
      await server.socketIO(lab, "C"),
    ];
    await a.emitWithAck("join", "r1");
    await b.emitWithAck("join", "r1");
    c.emit("to room", "r1", "in the room");
    c.emit("to others", "to the others");
    c.emit("echo", "to myself");
    await settled(c);
    b.emit("leave", "r1");
    b.emit("to room", "r1", "later");
    await settled(b);
    const log = await logOf(lab);
    const receivers = new Map(log.all("emit").map(({ args, to }) => [args[0], letters(to)]));
    expect(receivers.get("in the room")).toBe("AB");
    expect(receivers.get("to the others")).toBe("AB");
    expect(receivers.get("to myself")).toBe("C");
    expect(receivers.get("later")).toBe("A");
    expect(log.all("join").filter(({ room }) => room === "r1")).toEqual([
      { id: a.id, room: "r1" },
      { id: b.id, room: "r1" },
    ]);
    expect(log.all("leave")).toEqual([{ id: b.id, room: "r1" }]);
  });

  test("an emit to nobody names nobody", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    a.emit("to room", "empty", "hello?");
    await settled(a);
    expect((await logOf(lab)).app("emit", "news").data).toEqual({
      call: "broadcast",
      name: "news",
      args: ["hello?"],
      to: [],
    });
  });

  test("an emit after await and in a timer still names the event that led to it", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    const late = new Promise((resolve) => a.once("late", resolve));
    a.emit("later");
    a.emit("echo", "in between");
    await late;
    const log = await logOf(lab);
    expect(log.app("emit", "late").cause).toBe(log.app("event", "later").n);
  });

  test("binary arguments are shown as bytes, and all messages that they travel in have the emit as their cause", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    const echoed = new Promise((resolve) => a.once("echo", resolve));
    a.emit("echo", Buffer.from([1, 2, 255]), { deep: [Buffer.from("x")] });
    await echoed;
    const log = await logOf(lab);
    const args = [{ binary: 3, hex: "0102ff" }, { deep: [{ binary: 1, hex: "78" }] }];
    expect([log.app("event", "echo").data.args, log.app("emit", "echo").data.args]).toEqual([args, args]);
    expect(log.app("emit", "echo").data.to).toEqual([{ client: "A", id: a.id }]);
    const { n } = log.app("emit", "echo");
    expect(log.entries.filter(({ layer, cause }) => layer === "engine.io" && cause === n)).toHaveLength(3);
  });

  test("what the program does with an argument later does not change what was noted", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    const bytes = Buffer.from("before");
    a.emit("echo", { bytes });
    await settled(a);
    expect((await logOf(lab)).app("event", "echo").data.args).toEqual([
      { bytes: { binary: 6, hex: bytes.toString("hex") } },
    ]);
  });

  test("a disconnect has its reason; the one that the client asked for stands on its packet", async () => {
    const lab = await server.open();
    const [a, b, c] = [
      await server.socketIO(lab, "A"),
      await server.socketIO(lab, "B"),
      await server.socketIO(lab, "C"),
    ];
    await b.emitWithAck("join", "r1");
    const [idA, idB, idC] = [a.id, b.id, c.id];
    const kicked = new Promise((resolve) => c.once("disconnect", resolve));
    c.emit("kick");
    expect(await kicked).toBe("io server disconnect");
    a.io.engine.close();
    await server.seen(lab, (entry) => isApp("disconnect")(entry) && entry.client === "A");
    b.disconnect();
    await server.seen(lab, isApp("leave"));
    const log = await logOf(lab);
    expect(new Map(log.all("disconnect").map(({ id, reason }) => [id, reason]))).toEqual(
      new Map([
        [idC, "server namespace disconnect"],
        [idA, "transport close"],
        [idB, "client namespace disconnect"],
      ]),
    );
    const [left] = log.entries.filter(isApp("leave"));
    expect(log.byNumber(left!.cause)).toMatchObject({ kind: "disconnect", client: "B" });
    const asked = log.entries.find((entry) => isApp("disconnect")(entry) && entry.client === "B")!;
    expect(log.byNumber(asked.parent)).toMatchObject({ layer: "socket.io", kind: "disconnect" });
  });

  test("namespaces, dynamic ones too: each socket has its own id there", async () => {
    const lab = await server.open();
    const a = server.connecting(lab, "A", { namespace: "/room-7" });
    expect(await new Promise((resolve) => a.once("welcome", resolve))).toBe("/room-7");
    const log = await logOf(lab);
    expect(log.app("connection").data).toMatchObject({ id: a.id, nsp: "/room-7" });
    expect(log.app("emit", "welcome").data.to).toEqual([{ client: "A", id: a.id }]);
    expect(log.app("emit", "welcome").cause).toBe(log.app("connection").n);
  });

  test("with connection state recovery, too: an emit to one is told from one to all, and has no offset", async () => {
    const lab = await server.open("recovery");
    const a = await server.socketIO(lab, "A");
    const news = new Promise((resolve) => a.once("news", resolve));
    a.emit("echo", "hi");
    a.emit("to all", "hello");
    await news;
    const to = [{ client: "A", id: a.id }];
    expect((await logOf(lab)).all("emit")).toEqual([
      { id: a.id, call: "emit", name: "echo", args: ["hi"], to },
      { call: "broadcast", name: "news", args: ["hello"], to },
    ]);
  });

  test("listeners that were taken off are not called, and once is once", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    expect(await a.emitWithAck("on and off")).toBe(0);
    await a.emitWithAck("once");
    const pinged: unknown[] = [];
    a.onAny((name) => pinged.push(name));
    a.emit("off");
    a.emit("ping me");
    a.emit("ping me");
    await settled(a);
    expect(pinged).toEqual(["pinged"]);
  });
});

describe("raw WebSockets", () => {
  test("bytes that the program goes on to change leave as they were when they were sent", async () => {
    const lab = await server.open();
    const a = await server.webSocket(lab.ws);
    a.send("count in one buffer");
    expect([await a.next(), await a.next(), await a.next()]).toEqual([1, 2, 3].map((i) => Buffer.from([i])));
  });

  test("connection, message, send and close are noted, with the connection as id", async () => {
    const lab = await server.open();
    const a = await server.webSocket(`${lab.ws}?client=A`);
    a.send("hello");
    await a.next();
    a.send(Buffer.from([1, 2]));
    await a.next();
    a.socket.close(4_001, "bye");
    await a.closed;
    await server.noted(lab, "disconnect");
    const log = await logOf(lab);
    const { conn } = log.app("connection");
    expect(log.app("connection").data).toEqual({ id: conn, protocol: "websocket" });
    expect(log.all("event")).toEqual([
      { id: conn, name: "message", args: ["hello"] },
      { id: conn, name: "message", args: [{ binary: 2, hex: "0102" }] },
    ]);
    expect(log.all("emit")).toEqual(
      ["hello", { binary: 2, hex: "0102" }].map((sent) => ({
        id: conn,
        call: "send",
        name: "message",
        args: [sent],
        to: [{ client: "A", id: conn }],
      })),
    );
    expect(log.app("disconnect").data).toEqual({ id: conn, reason: "4001 bye" });
    for (const event of log.entries.filter(isApp("event")))
      expect(log.byNumber(event.parent)).toMatchObject({ layer: "websocket", kind: "frame", from: "client" });
    for (const emit of log.entries.filter(isApp("emit"))) {
      expect(log.byNumber(emit.cause)).toMatchObject({ kind: "event" });
      expect(log.entries.find(({ layer, cause }) => layer === "websocket" && cause === emit.n)).toBeDefined();
    }
  });
});
