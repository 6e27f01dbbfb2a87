/**
 * One client's Engine.IO session: counts its messages in both directions, so that notes can name them, and keeps it
 * within its limits. It outlives transports: a session that moves from polling to a WebSocket counts on.
 */
import type { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { Socket } from "socket.io";
import type { WebSocket } from "ws";
import { explain, type ErrorCode } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import { stretchOf } from "../exchanges.ts";
import { Rate } from "../rate.ts";
import type { Emits, Outlet } from "./emits.ts";
import type { Notebook, Subject } from "./notebook.ts";
import { scope } from "./scope.ts";
import { closeRefused, noteFrameError } from "./web-socket-refusals.ts";

/** What Engine.IO has that its types do not tell. */
interface Connection extends EventEmitter {
  id: string;
  writeBuffer: { data?: string | Buffer }[];
  request: { socket: Duplex };
  transport: { name: string; socket?: WebSocket & { _socket?: Duplex } };
  close(discard?: boolean): void;
}

interface Packet {
  type: string;
}

/** How often the bytes that wait are counted: after so many more messages. */
const COUNT_EVERY = 256;

export class Session implements Subject, Outlet {
  readonly client: string | undefined;
  readonly sid: string;
  conn: number;
  readonly #connection: Connection;
  readonly #notebook: Notebook;
  readonly #limits: Limits;
  readonly #ids = new Map<string, string>();
  readonly #rate: Rate;
  #received = 0;
  #sent = 0;
  #refused = false;

  /** @param engineSocket just connected: Socket.IO has added its listeners, the program none. */
  constructor(engineSocket: Socket["conn"], notebook: Notebook, emits: Emits, limits: Limits) {
    const connection = engineSocket as unknown as Connection;
    const stretch = stretchOf(connection.request.socket);
    this.#connection = connection;
    this.#notebook = notebook;
    this.#limits = limits;
    this.sid = connection.id;
    this.client = stretch?.client;
    this.conn = stretch?.conn ?? 0;
    this.#rate = new Rate(limits["connection.messages"]);
    this.#watchTransport();
    connection.on("upgrade", () => {
      this.conn = stretchOf(connection.transport.socket?._socket)?.conn ?? this.conn;
      this.#watchTransport();
    });
    connection.on("packetCreate", (packet: Packet) => {
      if (packet.type !== "message") return;
      emits.packetCreated(this, this.#sent++);
      if (connection.writeBuffer.length % COUNT_EVERY === COUNT_EVERY - 1) this.#countWaiting();
    });
    this.#countReceived();
  }

  /** This client has joined a namespace, under this id. */
  joined(nsp: string, id: string): void {
    this.#ids.set(nsp, id);
  }

  idIn(nsp: string): string {
    return this.#ids.get(nsp) ?? this.sid;
  }

  /** Says no: notes it, and ends the connection with the catalogue's close code where there is a WebSocket. */
  refuse(code: ErrorCode): void {
    if (this.#refused) return;
    this.#refused = true;
    this.#notebook.refusal(this, code);
    const { transport } = this.#connection;
    if (transport.socket && explain(code).close !== undefined) closeRefused(transport.socket, code);
    else if (transport.socket) transport.socket.terminate();
    else this.#connection.close(true);
  }

  /** Puts every message that comes in into a scope of its own, before Socket.IO reads it. */
  #countReceived(): void {
    const [listener] = this.#connection.listeners("data") as ((data: unknown) => void)[];
    const counted = (data: unknown): void => {
      if (this.#refused) return;
      if (this.#rate.exceeded()) return this.refuse("connection.messages");
      scope.run({ lab: this.#notebook, in: [this.sid, this.#received++], session: this }, listener!, data);
    };
    this.#connection.removeListener("data", listener!);
    this.#connection.on("data", Object.assign(counted, { listener }));
  }

  #watchTransport(): void {
    const webSocket = this.#connection.transport.socket;
    if (!webSocket) return;
    webSocket.on("error", (error) => noteFrameError(this.#notebook, this, error));
    webSocket.on("ping", () => {
      if (this.#rate.exceeded()) this.refuse("connection.messages");
    });
  }

  /** Socket.IO keeps what a slow client has not taken yet, without bound. */
  #countWaiting(): void {
    const waiting = this.#connection.writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    // Not now: this is in the middle of a broadcast.
    if (waiting > this.#limits["connection.buffered"]) setImmediate(() => this.refuse("connection.buffered"));
  }
}
