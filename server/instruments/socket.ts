/** What the program does with one client of Socket.IO. */
import type { Socket } from "socket.io";
import { PacketType } from "socket.io-parser";
import { describe } from "./describe.ts";
import type { Emits } from "./emits.ts";
import { attempt, onlyOnce, wrapListeners, type Listener } from "./listeners.ts";
import type { Notebook, Subject } from "./notebook.ts";
import { scope } from "./scope.ts";

/** What a socket has that its types do not tell. */
interface Inside {
  _onclose(reason: string, description?: unknown): unknown;
  packet(packet: { type: PacketType; data: unknown[] }, options?: object): void;
  use(middleware: Middleware): unknown;
}

type Middleware = (event: unknown[], next: (error?: Error) => void) => void;

/** Events of the library's own, which have notes of their own. */
const RESERVED: ReadonlySet<string | symbol> = new Set(["disconnect", "disconnecting", "error"]);

export function instrumentSocket(socket: Socket, subject: Subject, notebook: Notebook, emits: Emits): void {
  const inside = socket as unknown as Inside;
  const { id, nsp } = socket;

  const handler =
    (listener: Listener, where: string): Listener =>
    (name: string, ...args: unknown[]) => {
      const sent = typeof args.at(-1) === "function" ? args.slice(0, -1) : args; // without the acknowledgement
      const cause = notebook.act(subject, "event", { id, name, args: describe(sent) });
      return scope.run({ ...scope.getStore(), cause, event: name }, () =>
        attempt(listener, socket, args, (error) => notebook.threw(error, where, subject)),
      );
    };

  wrapListeners(socket, (type, listener) => {
    const where = `socket.on("${String(type)}")`;
    if (!RESERVED.has(type)) {
      const handled = handler(listener, where);
      return (...args) => handled(String(type), ...args);
    }
    return (...args) => attempt(listener, socket, args, (error) => notebook.threw(error, where, subject));
  });
  wrapAnyListeners(socket, (listener) =>
    handler((...args) => listener.call(socket, scope.getStore()!.event, ...args), "socket.onAny"),
  );

  const { _onclose, packet: sendPacket, use } = inside;
  const emit = socket.emit as Listener;
  inside.use = (middleware) =>
    use.call(socket, (event, next) => {
      const once = onlyOnce(next);
      attempt(middleware as Listener, socket, [event, once], (error) => {
        notebook.threw(error, "socket.use", subject);
        once(error instanceof Error ? error : new Error(String(error)));
      });
    });

  inside.packet = (packet, options) => {
    const call = packet.type === PacketType.EVENT ? "emit" : packet.type === PacketType.ACK ? "ack" : undefined;
    const send = () => sendPacket.call(socket, packet, options);
    if (call) emits.during(subject, nsp.name, call, id, packet.data, send);
    else send();
  };

  socket.emit = (name: string, ...args: unknown[]) => {
    const ack = args.at(-1);
    if (typeof ack === "function")
      args[args.length - 1] = (...answer: unknown[]) =>
        attempt(ack as Listener, socket, answer, (error) => notebook.threw(error, `socket.emit("${name}")`, subject));
    emits.caller = { subject, id };
    try {
      return emit.call(socket, name, ...args) as boolean;
    } finally {
      emits.caller = undefined;
    }
  };

  inside._onclose = (reason, description) => {
    if (!socket.connected) return socket;
    const cause = notebook.act(subject, "disconnect", { id, reason });
    return scope.run({ ...scope.getStore(), cause }, () => _onclose.call(socket, reason, description));
  };
}

/** Catch-all listeners are kept in plain lists: what is taken off must be what was put on. */
function wrapAnyListeners(socket: Socket, around: (listener: Listener) => Listener): void {
  const wrappers = new Map<Listener, Listener>();
  const wrapperOf = (listener: Listener): Listener => {
    const known = wrappers.get(listener) ?? around(listener);
    wrappers.set(listener, known);
    return known;
  };
  const { onAny, prependAny, offAny } = socket;
  socket.onAny = (listener) => onAny.call(socket, wrapperOf(listener));
  socket.prependAny = (listener) => prependAny.call(socket, wrapperOf(listener));
  socket.offAny = (listener) => offAny.call(socket, listener && wrapperOf(listener));
}
