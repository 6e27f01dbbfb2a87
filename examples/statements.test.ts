/**
 * What the lessons say about WebSocket and Socket.IO and no example shows: each statement as a test, on real
 * connections. The lessons name this file as their source.
 */
import { on, once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import { Server, type Socket as ServerSocket } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

const http = () => createServer();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server: ReturnType<typeof http>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("a WebSocket", () => {
  /** A client of an echo, and the TCP socket under it. */
  async function connect(): Promise<{ ws: WebSocket; tcp: TcpSocket }> {
    const server = http();
    const wss = new WebSocketServer({ server });
    wss.on("connection", (ws) => ws.on("message", (data) => ws.send(String(data))));
    const port = await listen(server);
    const ws = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    const upgraded = once(ws, "upgrade") as Promise<[{ socket: TcpSocket }]>;
    await once(ws, "open");
    const [{ socket: tcp }] = await upgraded;
    closers.push(
      () => ws.terminate(),
      () => server.close(),
    );
    return { ws, tcp };
  }

  it("takes 11 bytes for “hello” upwards and 7 downwards: 6 and 2 are the frame's header", async () => {
    const { ws, tcp } = await connect();
    const before = { up: tcp.bytesWritten, down: tcp.bytesRead };
    ws.send("hello");
    const [echo] = await once(ws, "message");
    expect(String(echo)).toBe("hello");
    expect({ up: tcp.bytesWritten - before.up, down: tcp.bytesRead - before.down }).toEqual({ up: 11, down: 7 });
  });

  it("delivers what was sent as one message as one message, in the order of sending", async () => {
    const { ws } = await connect();
    const messages = on(ws, "message");
    const sent = ["", "a", "b".repeat(100_000), "c"];
    for (const text of sent) ws.send(text);
    for (const text of sent) expect(String((await messages.next()).value![0])).toBe(text);
  });
});

describe("Socket.IO", () => {
  let server: Server;
  let port: number;
  /** What the server does with each client. */
  let greet: (socket: ServerSocket) => void;

  beforeEach(async () => {
    const httpServer = http();
    server = new Server(httpServer);
    greet = () => {};
    server.on("connection", (socket) => greet(socket));
    port = await listen(httpServer);
    closers.push(() => server.close());
  });

  async function connect(): Promise<Socket> {
    const socket = io(`http://127.0.0.1:${port}`, { forceNew: true, transports: ["websocket"] });
    closers.push(() => socket.disconnect());
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    return socket;
  }

  /** A client of handlers that the test gives, and the Socket.IO packets that travel. */
  async function connectTo(handlers: Record<string, (...args: never[]) => unknown>) {
    greet = (socket) => {
      for (const [name, handler] of Object.entries(handlers)) socket.on(name, handler as () => void);
      socket.on("fence", (ack: () => void) => ack());
    };
    const socket = await connect();
    const packets: string[] = [];
    socket.io.engine.on("packetCreate", ({ data }) => data && packets.push(`→ 4${data}`));
    socket.io.engine.on("data", (data) => packets.push(`← 4${data}`));
    /** Everything that was sent before has been handled when this returns: messages keep their order. */
    const settled = () => socket.timeout(5_000).emitWithAck("fence");
    return { socket, packets, settled };
  }

  describe("connect", () => {
    /** A client of both transports, and in which order it was connected and moved to its WebSocket. */
    async function order(onConnect = () => {}): Promise<string[]> {
      const socket = io(`http://127.0.0.1:${port}`, { forceNew: true }).once("connect", onConnect);
      closers.push(() => socket.disconnect());
      const seen: string[] = [];
      await Promise.all([
        new Promise<void>((resolve) => socket.once("connect", () => resolve(void seen.push("connect")))),
        new Promise<void>((resolve) => socket.io.engine.once("upgrade", () => resolve(void seen.push("upgrade")))),
      ]);
      return seen;
    }

    it("may come before the connection has moved to a WebSocket", async () => {
      let letIn = () => {};
      const connected = new Promise<void>((resolve) => (letIn = resolve));
      server.engine.use((request: IncomingMessage, _: unknown, next: () => void) => {
        if (request.headers.upgrade) void connected.then(next);
        else next();
      });
      expect(await order(letIn)).toEqual(["connect", "upgrade"]);
    });

    it("may come after it", async () => {
      server.use((socket, next) => void socket.conn.once("upgrade", () => next()));
      expect(await order()).toEqual(["upgrade", "connect"]);
    });
  });

  describe("events", () => {
    it("travel as 42 and a JSON array with the name first, without being made into text by hand", async () => {
      let got: unknown[] = [];
      const { socket, packets, settled } = await connectTo({ add: (...args) => (got = args) });
      socket.emit("add", 2, 3, { deep: [true, null] });
      await settled();
      expect(packets[0]).toBe('→ 42["add",2,3,{"deep":[true,null]}]');
      expect(got).toEqual([2, 3, { deep: [true, null] }]);
    });

    it("that nobody waits for are no error, here or there", async () => {
      const { socket, packets, settled } = await connectTo({});
      socket.emit("ad", 2, 3);
      await settled();
      expect(packets[0]).toBe('→ 42["ad",2,3]');
      expect(socket.connected).toBe(true);
      await expect(socket.timeout(50).emitWithAck("ad")).rejects.toThrow("operation has timed out");
    });

    it("may not have a name that Socket.IO uses itself", async () => {
      const { socket, packets } = await connectTo({});
      expect(() => socket.emit("disconnect")).toThrow('"disconnect" is a reserved event name');
      expect(packets).toEqual([]);
    });

    it("named message are what send sends", async () => {
      const { socket, packets } = await connectTo({});
      socket.send("hi");
      socket.emit("message", "hi");
      expect(packets).toEqual(['→ 42["message","hi"]', '→ 42["message","hi"]']);
    });

    it("with too few arguments reach a handler that gets undefined for the rest", async () => {
      let got: unknown[] = [];
      const { socket, settled } = await connectTo({ add: (a, b) => (got = [a, b]) });
      socket.emit("add", 2);
      await settled();
      expect(got).toEqual([2, undefined]);
    });
  });

  describe("acknowledgements", () => {
    it("have the event's number, and count only once", async () => {
      const { socket, packets, settled } = await connectTo({
        add: (a: number, b: number, ack: (sum: number) => void) => {
          ack(a + b);
          ack(0);
        },
      });
      expect(await socket.emitWithAck("add", 2, 3)).toBe(5);
      await settled();
      expect(packets).toEqual(['→ 420["add",2,3]', "← 430[5]", '→ 421["fence"]', "← 431[]"]);
    });

    it("give a promise their first argument, and a function all of them", async () => {
      const { socket } = await connectTo({ two: (ack: (...values: unknown[]) => void) => ack(1, "two") });
      expect(await socket.emitWithAck("two")).toBe(1);
      expect(await new Promise((resolve) => socket.emit("two", (...values: unknown[]) => resolve(values)))).toEqual([
        1,
        "two",
      ]);
    });

    it("are not what a handler returns", async () => {
      const { socket } = await connectTo({ answer: () => 42 });
      await expect(socket.timeout(50).emitWithAck("answer")).rejects.toThrow("operation has timed out");
    });

    it("that never come are waited for until the connection ends", async () => {
      const { socket, settled } = await connectTo({ never: () => {} });
      let state = "open";
      const answer = socket.emitWithAck("never").catch((error: Error) => (state = error.message));
      await settled();
      expect(state).toBe("open");
      socket.disconnect();
      await answer;
      expect(state).toBe("socket has been disconnected");
    });
  });

  describe("rooms", () => {
    /** Three clients, the first two in r1; and who gets `hello` when the server does what is given. */
    async function threeClients() {
      const sockets: ServerSocket[] = [];
      greet = (socket) => {
        sockets.push(socket);
        socket.on("fence", (ack: () => void) => ack());
      };
      const clients = [await connect(), await connect(), await connect()];
      for (const socket of sockets.slice(0, 2)) void socket.join("r1");
      const receivers = async (emit: () => void) => {
        const got: number[] = [];
        clients.forEach((client, i) => client.on("hello", () => got.push(i)));
        emit();
        await Promise.all(clients.map((client) => client.timeout(5_000).emitWithAck("fence")));
        clients.forEach((client) => client.off("hello"));
        return got.sort();
      };
      return { clients, sockets, receivers };
    }

    it("are joined on the server: a client has no join", async () => {
      const { clients } = await threeClients();
      expect("join" in clients[0]!).toBe(false);
    });

    it("that nobody is in, or that have no name, reach nobody and are no error", async () => {
      const { receivers } = await threeClients();
      expect(await receivers(() => server.to("nobody is here").emit("hello"))).toEqual([]);
      expect(await receivers(() => server.to(undefined as never).emit("hello"))).toEqual([]);
    });

    it("include one for each client, named by its id; a socket that speaks to others never means itself", async () => {
      const { sockets, receivers } = await threeClients();
      const [a] = sockets as [ServerSocket];
      expect([...a.rooms]).toEqual([a.id, "r1"]);
      expect(await receivers(() => server.to(a.id).emit("hello"))).toEqual([0]);
      expect(await receivers(() => a.to(a.id).emit("hello"))).toEqual([]);
      expect(await receivers(() => a.broadcast.emit("hello"))).toEqual([1, 2]);
    });

    it("are forgotten when the connection ends: who comes back has a new id and no room but its own", async () => {
      const { clients, sockets } = await threeClients();
      const [client] = clients as [Socket];
      const before = client.id;
      client.disconnect().connect();
      await new Promise<void>((resolve) => client.once("connect", resolve));
      expect(client.id).not.toBe(before);
      expect([...sockets.at(-1)!.rooms]).toEqual([client.id]);
    });

    it("leave nothing on the wire: joining sends no packet", async () => {
      const { clients, sockets } = await threeClients();
      const got: unknown[] = [];
      clients[2]!.io.engine.on("data", (data) => got.push(data));
      void sockets[2]!.join("r1");
      await clients[2]!.timeout(5_000).emitWithAck("fence");
      expect(got).toEqual(["30[]"]);
    });
  });
});
