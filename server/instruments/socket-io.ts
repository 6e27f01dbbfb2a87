/** What the program does with Socket.IO, as notes in the lab's log. */
import type { Namespace, Server, Socket } from "socket.io";
import { Adapter } from "socket.io-adapter";
import type { Limits } from "../../protocol/limits.ts";
import { Emits } from "./emits.ts";
import { attempt, onlyOnce, rewrapListeners, wrapListeners, type Listener } from "./listeners.ts";
import { NOBODY, type Notebook, type Subject } from "./notebook.ts";
import { scope } from "./scope.ts";
import { Session } from "./session.ts";
import { instrumentSocket } from "./socket.ts";

type Next = (error?: Error) => void;
type Middleware = (socket: Socket, next: Next) => void;

/** What a namespace has that its types do not tell. */
interface Inside {
  _fns: Middleware[];
  _preConnectSockets: Map<string, Socket>;
}

/** The adapter's methods that packets to several clients go through. */
interface Broadcasts {
  broadcast(packet: { data: unknown[] }, options: { rooms: Set<string>; except: Set<string> }): void;
  broadcastWithAck(
    packet: { data: unknown[] },
    options: { rooms: Set<string>; except: Set<string> },
    count: unknown,
    ack: Listener,
  ): void;
}

/** To be called after Socket.IO is attached and before the program runs. */
export function instrumentSocketIO(io: Server, notebook: Notebook, limits: Limits): void {
  const emits = new Emits(notebook);
  const sessions = new WeakMap<Socket["conn"], Session>();
  const subjectOf = (socket: Socket | undefined): Subject => (socket && sessions.get(socket.conn)) ?? NOBODY;

  io.engine.on("connection", (connection: Socket["conn"]) => {
    sessions.set(connection, new Session(connection, notebook, emits, limits));
  });
  io.engine.on("connection_error", ({ code, message }: { code: number; message: string }) =>
    notebook.refusal(NOBODY, "engine.refused", `(${message}, code ${code})`),
  );
  wrapListeners(
    io.engine,
    (type, listener) =>
      function (this: unknown, ...args: unknown[]) {
        return attempt(listener, this, args, (error) => notebook.threw(error, `io.engine.on("${String(type)}")`));
      },
  );

  const instrument = (nsp: Namespace): void => {
    const name = nsp.name === "/" ? "io" : `io.of("${nsp.name}")`;
    const inside = nsp as unknown as Inside;
    const connections = new WeakMap<Socket, number>();
    const find = (id: string): Socket | undefined => nsp.sockets.get(id) ?? inside._preConnectSockets.get(id);

    const guarded = (type: string | symbol, listener: Listener): Listener =>
      function (this: unknown, ...args: unknown[]) {
        const [socket] = args as [Socket | undefined];
        const cause = socket && connections.get(socket);
        const call = () =>
          attempt(listener, this, args, (error) =>
            notebook.threw(error, `${name}.on("${String(type)}")`, subjectOf(socket)),
          );
        return cause === undefined ? call() : scope.run({ ...scope.getStore(), cause }, call);
      };
    const guardedMiddleware =
      (middleware: Middleware): Middleware =>
      (socket, next) => {
        const once = onlyOnce(next);
        attempt(middleware as Listener, undefined, [socket, once], (error) => {
          notebook.threw(error, `${name}.use`, subjectOf(socket));
          once(error instanceof Error ? error : new Error(String(error)));
        });
      };

    // A child of a dynamic namespace has been given its parent's middleware and listeners already.
    inside._fns = inside._fns.map(guardedMiddleware);
    const { use } = nsp;
    nsp.use = (middleware) => use.call(nsp, guardedMiddleware(middleware as Middleware));
    const early = ["connect", "connection"].map((type) => [type, nsp.rawListeners(type)] as const);
    for (const [type] of early) nsp.removeAllListeners(type);
    nsp.on("connection", (socket) => {
      const session = sessions.get(socket.conn)!;
      session.joined(nsp.name, socket.id);
      const transport = socket.conn.transport.name;
      connections.set(
        socket,
        notebook.act(session, "connection", { id: socket.id, protocol: "socket.io", nsp: nsp.name, transport }),
      );
      instrumentSocket(socket, session, notebook, emits);
    });
    for (const [type, listeners] of early) for (const listener of listeners) nsp.on(type, listener as never);
    for (const [type] of early) rewrapListeners(nsp, type, guarded);
    wrapListeners(nsp, guarded);
    noteRooms(nsp, notebook, (id) => subjectOf(find(id)));
    noteBroadcasts(nsp, notebook, emits);
  };
  instrument(io.of("/"));
  io.on("new_namespace", instrument);
}

/** Every socket is alone in a room named by its id: that one is left out. */
function noteRooms(nsp: Namespace, notebook: Notebook, subjectOf: (id: string) => Subject): void {
  nsp.adapter.on("join-room", (room: string, id: string) => {
    if (room !== id) notebook.act(subjectOf(id), "join", { id, room });
  });
  nsp.adapter.on("leave-room", (room: string, id: string) => {
    if (room !== id) notebook.act(subjectOf(id), "leave", { id, room });
  });
}

function noteBroadcasts(nsp: Namespace, notebook: Notebook, emits: Emits): void {
  const adapter = nsp.adapter as unknown as Broadcasts;
  const { broadcast, broadcastWithAck } = adapter;
  const isPlain = broadcast === (Adapter.prototype as unknown as Broadcasts).broadcast;
  const sending = (send: () => void) => (isPlain ? send() : emits.meanwhile(send));
  adapter.broadcast = function (packet, options) {
    // With connection state recovery, socket.emit() takes this way, too.
    const { caller } = emits;
    emits.during(caller?.subject ?? NOBODY, nsp.name, caller ? "emit" : "broadcast", caller?.id, packet.data, () =>
      sending(() => broadcast.call(this, packet, options)),
    );
  };
  adapter.broadcastWithAck = function (packet, options, count, ack) {
    const guarded = (...args: unknown[]): unknown =>
      attempt(ack, undefined, args, (error) => notebook.threw(error, "acknowledgement"));
    emits.during(NOBODY, nsp.name, "broadcast", undefined, packet.data, () =>
      sending(() => broadcastWithAck.call(this, packet, options, count, guarded)),
    );
  };
}
