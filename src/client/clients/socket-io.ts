/** A Socket.IO client in the page that writes down its calls and what it was told. */
import type { ManagerOptions, Socket, SocketOptions } from "socket.io-client";
import { HostError } from "../host/host.ts";
import type { Reach } from "../host/reach.ts";
import type { PageEvent } from "../log/store.ts";
import { type Readable, Value } from "../value.ts";
import { call, type ClientState, IDLE, keepable, type Lab } from "./client.ts";
import type * as Explain from "./explain.ts";
import { type Stay, watchUpgrades } from "./upgrades.ts";

export type SocketIoOptions = Partial<ManagerOptions & SocketOptions> & { namespace?: string };

export class SocketIoClient {
  readonly letter: string;
  readonly #lab: Lab;
  readonly #state = new Value<ClientState>(IDLE);
  readonly #listeners = new Set<(name: string, args: unknown[]) => void>();
  #socket: Socket | undefined;
  /** Errors in words: loaded with the library, and there as soon as there is a socket. */
  #words!: typeof Explain;
  /** Another server's address, where it is not the lab's. */
  #url: string | undefined;
  /** What is known of that server, after it could not be connected to. */
  #reach: Reach | undefined;
  /** Why the present connection stays on polling. */
  #stay: Stay | undefined;
  /** Closed while the library or the lab was still on its way: then nothing may connect any more. */
  #attempt = 0;
  /** Asked for an answer, so far. */
  #questions = 0;

  /** A client of the lab's Socket.IO server, or of another one. Not connected yet. */
  constructor(lab: Lab, letter: string) {
    this.letter = letter;
    this.#lab = lab;
  }

  get state(): Readable<ClientState> {
    return this.#state;
  }

  /**
   * Opens the lab if need be and connects to its Socket.IO server, or to the one at `url`. Resolves when it is on its
   * way; `state` tells how it went.
   * @param target.over a client whose connection carries this one's namespace, too
   */
  async connect({
    url,
    over,
    ...options
  }: SocketIoOptions & { url?: string; over?: SocketIoClient } = {}): Promise<void> {
    // A socket stays active when it may not try again: only what is on its way or open is left alone.
    if (this.#socket?.active && this.#state.get().phase !== "closed") return;
    const attempt = ++this.#attempt;
    this.#drop();
    this.#state.set({ phase: "connecting", transport: null });
    try {
      const address = await this.#lab.open();
      const beside = over && over.#beside(options.namespace ?? "/");
      const [socket, words] = await Promise.all([
        beside ?? this.#lab.host.socketIO(address, this.letter, { ...options, ...(url && { url }) }),
        import("./explain.ts"),
      ]);
      this.#words = words;
      if (attempt !== this.#attempt) return;
      this.#url = url;
      this.#reach = undefined;
      this.#watch(socket);
      const { namespace, ...others } = options;
      const written = Object.keys(others).length > 0 ? [others] : [];
      const to = url ?? namespace;
      this.#note("note", call("io", to ? [to, ...written] : written), { call: "io", ...(url && { url }) });
      socket.connect();
      // The client whose connection it is watches it already.
      if (!beside) watchUpgrades(socket.io, (stay) => this.#stays(socket, stay));
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(error);
    }
  }

  /** `socket.emit`: no answer is asked for. What the library throws is written down and comes back as false. */
  emit(name: string, ...args: unknown[]): boolean {
    return this.#try(name, args, "socket.emit", (socket) => socket.emit(name, ...args)) !== undefined;
  }

  /** `socket.send`: the event `message`. */
  send(...args: unknown[]): boolean {
    return this.#try("message", args, "socket.send", (socket) => socket.send(...args)) !== undefined;
  }

  /**
   * `socket.timeout(ms).emit(name, …args, callback)`; without a time-out `socket.emitWithAck(name, …args)`, which ends with
   * the connection at the latest, as a callback alone would not.
   * @returns what the acknowledgement carried: nothing, from a plain Flask handler
   * @throws {Error} "operation has timed out", "socket has been disconnected", or why it could not be sent
   */
  async emitWithAck(timeout: number | null, name: string, ...args: unknown[]): Promise<unknown[]> {
    const socket = this.#socket;
    // Several may wait at once: what comes of one says of which.
    const question = ++this.#questions;
    try {
      if (!socket) throw new Error("there is no socket yet");
      const asked = { call: "emit", name, args: keepable(args), ack: true, question };
      if (timeout === null) this.#note("emit", call("socket.emitWithAck", [name, ...args]), asked);
      else
        this.#note("emit", call(`socket.timeout(${timeout}).emit`, [name, ...args, () => {}]), { ...asked, timeout });
      const answer = await (timeout === null ? answered(socket, name, args) : answeredIn(socket, timeout, name, args));
      this.#note("event", `acknowledged: ${call(name, answer)}`, { event: "ack", name, args: answer, question });
      return answer;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#note("error", `${name}: ${message}`, { event: "ack", name, message, question });
      throw error;
    }
  }

  /** Calls `listener` with each event that comes until the returned function is called. */
  onEvent(listener: (name: string, args: unknown[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `socket.disconnect()`: it does not come back by itself. */
  disconnect(): void {
    this.#attempt++;
    if (this.#socket?.active) this.#note("note", "socket.disconnect()", { call: "disconnect" });
    this.#drop();
    if (this.#state.get().phase !== "closed") this.#state.set({ phase: "closed", transport: null });
  }

  close(): void {
    this.disconnect();
  }

  /** A socket for another namespace on this one's connection; undefined where there is no connection. */
  #beside(namespace: string): Socket | undefined {
    const socket = this.#socket?.io.socket(namespace);
    // The library gives back the socket that there is, and whoever closed it would close it for both.
    if (socket?.active)
      throw new HostError(
        "page.namespace",
        `This connection has a socket for ${namespace} already.`,
        "Ask for another namespace, or connect without sharing.",
      );
    return socket;
  }

  #watch(socket: Socket): void {
    this.#socket = socket;
    // One that was closed before and is used again, on a connection with others, still has its listeners.
    socket.off().offAny();
    socket.on("connect", () => {
      const transport = this.#show();
      this.#note("connection", `connect: over ${transport}`, { event: "connect", id: socket.id, transport });
      socket.io.engine.on("upgrade", ({ name }: { name: string }) => {
        this.#note("note", `transport upgraded to ${name}`, { event: "upgrade", transport: name });
        this.#show();
      });
    });
    socket.on("connect_error", (error) => {
      const said = error.message || "(no message)";
      this.#note("error", `connect_error: ${said}`, {
        event: "connect_error",
        message: error.message,
        active: socket.active,
      });
      this.#explain(socket, error);
      if (this.#url && this.#words.asksForMore(error)) void this.#lookThere(socket, error, this.#url);
    });
    socket.on("disconnect", (reason) => {
      this.#stay = undefined;
      this.#note("disconnect", `disconnect: ${reason}`, { event: "disconnect", reason, active: socket.active });
      if (socket !== this.#socket) return;
      const own = reason === "io client disconnect";
      const goesOn = goesOnTrying(socket);
      const problem = own ? {} : { problem: { said: reason, meaning: this.#words.explainDisconnect(reason, goesOn) } };
      this.#state.set({ phase: goesOn ? "connecting" : "closed", transport: null, ...problem });
    });
    socket.onAny((name: string, ...args: unknown[]) => {
      // The library appends the callback that acknowledges, where the server asked for that.
      const plain = args.filter((arg) => typeof arg !== "function");
      this.#note("event", `${call(`"${name}"`, plain)} arrived`, { event: name, args: plain });
      for (const listener of [...this.#listeners]) listener(name, plain);
    });
  }

  /** Says what a failed attempt means, with what is known of the server by now. */
  #explain(socket: Socket, error: Error): void {
    const elsewhere = this.#url && { url: this.#url, origin: this.#lab.host.origin, reach: this.#reach };
    const goesOn = goesOnTrying(socket);
    const meaning = this.#words.explainConnectError(error, goesOn, elsewhere || undefined);
    const problem = { said: error.message || "(no message)", meaning };
    this.#state.set({ phase: goesOn ? "connecting" : "closed", transport: null, problem });
  }

  /** The error says next to nothing: whether anybody is there, and what it answers, has to be asked for. */
  async #lookThere(socket: Socket, error: Error, url: string): Promise<void> {
    const reach = await this.#lab.host.reach(url);
    if (socket !== this.#socket || socket.connected) return;
    this.#reach = reach;
    this.#explain(socket, error);
  }

  #stays(socket: Socket, stay: Stay): void {
    if (socket !== this.#socket) return;
    this.#stay = stay;
    const why = stay === "failed" ? "the WebSocket could not be opened" : "no WebSocket is offered";
    this.#note("note", `stays on polling: ${why}`, { event: "stay", why: stay });
    this.#show();
  }

  #show(): "websocket" | "polling" | null {
    const socket = this.#socket;
    if (!socket?.connected) return null;
    const transport = socket.io.engine.transport.name as "websocket" | "polling";
    const stays = this.#stay && transport === "polling";
    const notice = stays && this.#words.explainPolling(this.#stay!, this.#url !== undefined);
    this.#state.set({ phase: "open", transport, ...(socket.id && { id: socket.id }), ...(notice && { notice }) });
    return transport;
  }

  #try<T>(name: string, args: unknown[], written: string, act: (socket: Socket) => T): T | undefined {
    const shown = written.endsWith("send") ? args : [name, ...args];
    const at = this.#lab.log.now();
    try {
      if (!this.#socket) throw new Error("there is no socket yet");
      const result = act(this.#socket);
      const buffered = !this.#socket.connected;
      const later = buffered ? " (kept until connected)" : "";
      const data = { call: written.slice(7), name, args: keepable(args), buffered };
      this.#note("emit", call(written, shown) + later, data, at);
      return result;
    } catch (error) {
      const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
      this.#note("error", `${kind}: ${message}`, { name: kind, message });
      return undefined;
    }
  }

  #drop(): void {
    this.#stay = undefined;
    this.#socket?.disconnect();
    this.#socket = undefined;
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#note("error", message, { message });
    const problem =
      error instanceof HostError
        ? { said: error.code, meaning: `${message} ${error.hint}` }
        : { said: message, meaning: "The connection was never begun." };
    this.#state.set({ phase: "closed", transport: null, problem });
  }

  #note(kind: PageEvent["kind"], summary: string, data: object, at?: number): void {
    this.#lab.log.page({ client: this.letter, kind, summary, data: { protocol: "socket.io", ...data } }, at);
  }
}

/** A socket stays active when it may not try again. */
function goesOnTrying(socket: Socket): boolean {
  return socket.active && socket.io.reconnection();
}

function answeredIn(socket: Socket, timeout: number, name: string, args: readonly unknown[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    socket.timeout(timeout).emit(name, ...args, (error: Error | null, ...values: unknown[]) => {
      if (error) reject(error);
      else resolve(values);
    });
  });
}

/** Of what came a promise gets the first value. */
async function answered(socket: Socket, name: string, args: readonly unknown[]): Promise<unknown[]> {
  const value: unknown = await socket.emitWithAck(name, ...args);
  return value === undefined ? [] : [value];
}
