/** For tests: records of real connections, taken between real clients and a real server as the lab's cable takes them. */
import { once } from "node:events";
import { Agent, createServer as createHttpServer, request, type IncomingMessage } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Server as SocketIOServer } from "socket.io";
import { io as connectSocketIO } from "socket.io-client";
import { WebSocket, WebSocketServer } from "ws";
import type { LogRecord, Note } from "../records.ts";

export interface Tap {
  port: number;
  records: LogRecord[];
  /** Resolves when every connection has ended. */
  ended(): Promise<void>;
}

/** Listens on a port of its own and hands every byte on to `target`. */
export async function tap(target: number): Promise<Tap> {
  const records: LogRecord[] = [];
  const began = performance.now();
  const now = () => performance.now() - began;
  const open = new Set<Promise<unknown>>();
  let conns = 0;

  const server: Server = createServer({ allowHalfOpen: true }, (client: Socket) => {
    const conn = ++conns;
    const note = (kind: string, from: Note["from"], data: Note["data"]) =>
      records.push({
        type: "note",
        conn,
        t: now(),
        note: { layer: "tcp", kind, from, client: `client-${conn}`, data },
      });
    const upstream = connect({ port: target, allowHalfOpen: true });
    let closed = false;
    const close = (how: "end" | "reset", by: "client" | "server") => {
      if (!closed) note("close", by, { how, by });
      closed = true;
    };
    const sides = [
      ["client", client, upstream],
      ["server", upstream, client],
    ] as const;
    note("open", "client", { connection: conn, reused: false });
    for (const [from, source, sink] of sides) {
      source.on("data", (bytes: Buffer) => {
        records.push({ type: "bytes", conn, from, t: now(), bytes: Uint8Array.from(bytes) });
        sink.write(bytes);
      });
      source.on("end", () => {
        close("end", from);
        sink.end();
      });
      source.on("error", () => {
        close("reset", from);
        sink.resetAndDestroy();
      });
    }
    for (const socket of [client, upstream]) open.add(new Promise((resolve) => socket.once("close", resolve)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    records,
    ended: async () => {
      server.close();
      await Promise.all(open);
    },
  };
}

/** The stretch in `realTraffic` of the WebSocket without compression. */
export const PLAIN_WEB_SOCKET = 2;

/** What a lab may see: kept-alive HTTP with credentials, both kinds of WebSocket, polling, and every way to end. */
export async function realTraffic(): Promise<LogRecord[]> {
  const http = createHttpServer((request, response) => {
    response.setHeader("Set-Cookie", "sid=new-secret; Path=/");
    request.resume();
    request.on("end", () => {
      response.write("first ");
      response.end("last");
    });
  });
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });
  http.on("upgrade", (request, socket, head) => {
    if (request.url!.startsWith("/ws")) wss.handleUpgrade(request, socket, head, echo);
  });
  const io = new SocketIOServer(http, { destroyUpgrade: false });
  io.on("connection", (socket) => socket.onAny((event: string, ...args: unknown[]) => socket.emit(event, ...args)));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const cable = await tap((http.address() as AddressInfo).port);
  const host = `127.0.0.1:${cable.port}`;

  await keptAlive(host);
  for (const perMessageDeflate of [false, true]) await talk(new WebSocket(`ws://${host}/ws`, { perMessageDeflate }));
  await socketIO(`http://${host}`);
  await reset(cable.port);
  wss.close();
  await io.close();
  await cable.ended();
  return cable.records;
}

function echo(socket: WebSocket): void {
  socket.ping("still there?");
  socket.on("message", (data: Buffer, binary) => socket.send(data, { binary }));
}

async function keptAlive(host: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { Cookie: "sid=old-secret", Authorization: "Bearer old-secret" };
  for (const body of ["", "x".repeat(100_000)]) {
    const sent = request(`http://${host}/news?client=A`, { method: "POST", agent, headers });
    sent.end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "end");
  }
  agent.destroy();
}

/** Every form of a length, fragments, text and binary; closed with a code and a reason. */
async function talk(socket: WebSocket): Promise<void> {
  await once(socket, "open");
  for (const data of ["", "hé", "x".repeat(126), "y".repeat(70_000), Buffer.alloc(200_000, 7)]) {
    socket.send(data);
    await once(socket, "message");
  }
  socket.send("in two ", { fin: false });
  socket.send("fragments");
  await once(socket, "message");
  socket.close(4001, "enough");
  await once(socket, "close");
}

async function socketIO(url: string): Promise<void> {
  const socket = connectSocketIO(url, { query: { client: "C" } });
  await Promise.all([
    new Promise<void>((resolve) => socket.once("connect", resolve)),
    new Promise<void>((resolve) => socket.io.engine.once("upgrade", () => resolve())),
  ]);
  await new Promise<void>((resolve) => {
    socket.once("news", () => resolve());
    socket.emit("news", { by: "C" }, Buffer.from([1, 2, 3]));
  });
  socket.disconnect();
}

/** A connection that ends with RST while its request is answered. */
async function reset(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  await once(socket, "data");
  socket.resetAndDestroy();
}
