/**
 * What a program gets, and the one way to put a program together: the bundled server, the scripts and (later) a
 * Worker in the page all call `assemble`.
 */
import { createServer, STATUS_CODES } from "node:http";
import type { IncomingMessage, RequestListener, Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Server as SocketIOServer } from "socket.io";
import type { ServerOptions, Socket } from "socket.io";
import { WebSocketServer } from "ws";
import type { ServerOptions as WebSocketServerOptions, WebSocket } from "ws";

/** Events by name, as Socket.IO's types want them: `{ ping: (sent: number) => void }`. */
type Events = Record<string, any>;

/** `Listen`: the events that clients send, `Emit`: those that the program sends. */
export interface Lab<Listen extends Events = Events, Emit extends Events = Events> {
  /** The lab's Socket.IO server, at /socket.io/. */
  io: SocketIOServer<Listen, Emit>;
  /** The lab's raw WebSocket server, at /ws. */
  wss: WebSocketServer;
  /** The lab's HTTP server: add a `request` listener for paths of your own. */
  http: HttpServer;
  /**
   * Makes another server, as if on another machine: its Socket.IO server is at `/<name>/socket.io/`, its raw WebSocket
   * server at `/<name>/ws`. It knows nothing of this one, and ends with it.
   * @throws Error when the name is taken, or not made of small letters, digits and hyphens
   */
  another(name: string, options?: ProgramOptions): Pick<Lab<Listen, Emit>, "io" | "wss">;
}

export interface About {
  title: string;
  lesson: number;
  /** The events that it knows, as `name (arguments) → answer`. */
  events: string[];
}

export interface ProgramOptions {
  io?: Partial<ServerOptions>;
  ws?: WebSocketServerOptions;
}

/** A module in `examples/<name>/server.ts`. The default export may return a function that stops its timers. */
export interface Program {
  about: About;
  options?: ProgramOptions;
  default: (lab: Lab) => void | (() => void);
}

/** What whoever assembles a program may add: options that the program's own override, and hands on the new servers. */
export interface AssembleOptions extends ProgramOptions {
  /** Called before the program: for listeners and wrappers that must be there first. */
  prepare?: (lab: Lab) => void;
}

export interface Assembled extends Lab {
  /**
   * Stops the program's timers, closes every WebSocket with 1001 ("going away", RFC 6455 §7.4.1), then the servers.
   * A peer that does not answer the close frame within 500 ms is cut off. May be called more than once.
   */
  stop(): Promise<void>;
}

const WS_PATH = "/ws";
const CLOSE_GRACE = 500;

/**
 * Real servers for one program. Nothing listens yet: call `http.listen(port)`, or emit `request` and `upgrade` on `http`.
 *
 * - `/socket.io/` (or the program's `io.path`) goes to `io`, an upgrade of `/ws` to `wss`;
 * - `/ws` without an upgrade gets 426, as from ws itself;
 * - what begins with the name of another server of the program goes to that one;
 * - other requests go to the program's `request` listeners, other upgrades to its `upgrade` listeners, and where it
 *   has none they get 404. Like every listener in Node, one that the program adds has to answer whatever it is given.
 *
 * @throws whatever the program throws; its servers are closed then.
 */
export function assemble(program: Program, options: AssembleOptions = {}): Assembled {
  const http = createServer();
  const ioOptions = { ...options.io, ...program.options?.io };
  // destroyUpgrade would end a connection that ws or the program has still to answer, one second later.
  const io = new SocketIOServer(http, { ...ioOptions, destroyUpgrade: false });
  const wss = new WebSocketServer({ ...options.ws, ...program.options?.ws, noServer: true });
  const others = new Others(options);
  const lab: Lab = { io, wss, http, another: (name, own) => others.make(name, own) };

  const sockets = trackSockets(http);
  const connections = trackConnections(io);
  const socketIOPath = io.path() + (ioOptions.addTrailingSlash === false ? "" : "/");
  routeUpgrades(lab, socketIOPath, others);
  options.prepare?.(lab);

  let stopProgram: void | (() => void);
  const close = once(async () => {
    try {
      stopProgram?.();
    } finally {
      await Promise.all([others.stop(), closeServers(lab, connections, sockets)]);
    }
  });
  const [toSocketIO] = http.rawListeners("request") as RequestListener[];
  try {
    stopProgram = program.default(lab);
  } catch (error) {
    void close();
    throw error;
  }
  routeRequests(http, socketIOPath, others, toSocketIO!);
  return { ...lab, stop: close };
}

/** The further servers of a program, by the first part of their paths. */
class Others {
  readonly #servers = new Map<string, Assembled>();
  readonly #options: AssembleOptions;

  constructor(options: AssembleOptions) {
    this.#options = options;
  }

  make(name: string, own: ProgramOptions = {}): Assembled {
    if (!/^[a-z\d-]+$/.test(name) || `/${name}` === WS_PATH || this.#servers.has(name))
      throw new Error(`another("${name}"): not a name for another server, or taken`);
    const nothing: Program = { about: { title: "", lesson: 0, events: [] }, options: own, default: () => {} };
    const server = assemble(nothing, this.#options);
    this.#servers.set(name, server);
    return server;
  }

  /** The server that a request is for, which sees it as if it had come to itself: without the name. */
  take(request: IncomingMessage): HttpServer | undefined {
    const [, name = ""] = request.url!.split("/", 2);
    const server = this.#servers.get(name);
    if (server) request.url = request.url!.slice(name.length + 1) || "/";
    return server?.http;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }
}

/** Socket.IO takes the upgrades of its path by a listener of its own; all others are answered here, one by one. */
function routeUpgrades({ http, wss }: Lab, socketIOPath: string, others: Others): void {
  const taken = http.listenerCount("upgrade") > 0; // not with `transports: ["polling"]`
  const listeners = http.listenerCount("upgrade") + 1;
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (taken && request.url!.startsWith(socketIOPath)) return;
    const other = others.take(request);
    if (other) other.emit("upgrade", request, socket, head);
    else if (pathOf(request) === WS_PATH)
      wss.handleUpgrade(request, socket, head, (webSocket) => wss.emit("connection", webSocket, request));
    else if (http.listenerCount("upgrade") === listeners) refuseUpgrade(socket, 404);
  });
}

/** The program's request listeners get what is neither Socket.IO's nor ws's, as if given to `createServer()`. */
function routeRequests(http: HttpServer, socketIOPath: string, others: Others, toSocketIO: RequestListener): void {
  // As they really are: `prepare` may have seen to it that they are wrapped.
  const listeners = http.rawListeners("request") as RequestListener[];
  const toProgram = listeners.filter((listener) => listener !== toSocketIO);
  http.removeAllListeners("request");
  http.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (request.url!.startsWith(socketIOPath)) return void toSocketIO.call(http, request, response);
    const other = others.take(request);
    if (other) other.emit("request", request, response);
    else if (pathOf(request) === WS_PATH) answer(response, 426, { Upgrade: "websocket" });
    else if (toProgram.length === 0) answer(response, 404);
    else for (const listener of toProgram) listener.call(http, request, response);
  });
}

function pathOf(request: IncomingMessage): string {
  return request.url!.split("?", 1)[0]!;
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  const body = `${STATUS_CODES[status]}\n`;
  response.writeHead(status, { ...headers, "Content-Type": "text/plain", "Content-Length": body.length }).end(body);
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const body = `${STATUS_CODES[status]}\n`;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n`;
  socket.on("error", () => socket.destroy()); // the peer may be gone already
  socket.end(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
}

/** The connections that `http` accepted itself; in the bundled server it accepts none. */
function trackSockets(http: HttpServer): Set<Duplex> {
  const sockets = new Set<Duplex>();
  http.on("connection", (socket: Duplex) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

/** A client's Engine.IO connection. */
type Connection = Socket["conn"];

function trackConnections(io: SocketIOServer): Set<Connection> {
  const connections = new Set<Connection>();
  io.engine.on("connection", (connection: Connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  return connections;
}

/** Resolves when all is closed, or was cut off after the time of grace. */
async function closeServers({ io, wss }: Lab, connections: Set<Connection>, sockets: Set<Duplex>): Promise<void> {
  // Socket.IO would close its WebSockets without a code: the peer would see 1005.
  const carriers = [...connections].flatMap(({ transport }) => (transport as { socket?: WebSocket }).socket ?? []);
  const webSockets = [...wss.clients, ...carriers];
  const closed = webSockets.map((webSocket) => new Promise((resolve) => webSocket.once("close", resolve)));
  for (const webSocket of webSockets) webSocket.close(1001);
  wss.close();
  const grace = new Promise((resolve) => setTimeout(resolve, CLOSE_GRACE).unref());
  // `io.close()` closes `http` too, which waits for its last connection.
  await Promise.race([Promise.all([...closed, io.close()]), grace]);
  for (const webSocket of webSockets) webSocket.terminate();
  for (const socket of sockets) socket.destroy();
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
