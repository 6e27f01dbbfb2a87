/**
 * A cable: the piece between a TCP socket and the HTTP server. Every byte of a connection passes through it; it shows
 * them to a tap, and faults act on it. Back-pressure, half-close, time-outs and addresses pass through.
 */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Duplex } from "node:stream";
import { flushAfterTurn, join } from "./outbox.ts";

/** Sees what passes, in order. */
export interface Tap {
  /** Bytes from the client, before anyone else sees them. To be used before returning: ws unmasks them in place. */
  fromClient(bytes: Buffer): void;
  /** Bytes on their way to the client; nobody changes them any more. */
  fromServer(bytes: Buffer): void;
  /** The connection is over: who began to end it, with FIN (`end`) or RST (`reset`). Called once, last. */
  closed(how: "end" | "reset", by: "client" | "server" | "lab"): void;
}

type Done = (error?: Error | null) => void;

/** A turn that writes more than this hands it on in pieces: streams of files need no joining. */
const TURN_BYTES = 65_536;

export class Cable extends Duplex {
  readonly #socket: Socket;
  readonly tap: Tap;
  /** Corked until this turn ends. */
  #holding = false;
  #frozen = false;
  /** What was to be written while frozen. */
  #pending: (() => void) | undefined;
  #ending: { how: "end" | "reset"; by: "client" | "server" | "lab" } | undefined;
  /** Node's HTTP server keeps itself here, as it does on a socket. */
  server: HttpServer | null;

  constructor(socket: Socket, createTap: (cable: Cable) => Tap) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.server = (socket as Socket & { server?: HttpServer }).server ?? null;
    this.tap = createTap(this);
    socket.on("data", (bytes: Buffer) => {
      this.tap.fromClient(bytes);
      if (!this.push(bytes)) socket.pause();
    });
    socket.on("end", () => {
      this.#ending ??= { how: "end", by: "client" };
      this.push(null);
    });
    socket.on("timeout", () => this.emit("timeout"));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#ending ??= { how: "reset", by: "client" };
      this.destroy(error);
    });
    socket.on("close", () => {
      this.destroy();
      const { how, by } = this.#ending ?? { how: "end", by: "server" };
      this.tap.closed(how, by);
    });
  }

  // ---- what passes

  override _read(): void {
    if (!this.#frozen) this.#socket.resume();
  }

  override write(chunk: unknown, encoding?: BufferEncoding | Done, done?: Done): boolean {
    if (!this.#holding && !this.destroyed) {
      this.#holding = true;
      this.cork();
      flushAfterTurn(this);
    }
    const more = super.write(chunk, encoding as BufferEncoding, done);
    if (this.writableLength > TURN_BYTES) this.flush();
    return more;
  }

  /** Hands on what this turn has written so far. */
  flush(): void {
    if (!this.#holding) return;
    this.#holding = false;
    // Somebody may have corked once more, and would be waiting for a tick that comes too late when called from destroy.
    this.uncork();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done);
  }

  override _writev(pieces: { chunk: Buffer }[], done: Done): void {
    this.#send(join(pieces), done);
  }

  #send(bytes: Buffer, done: Done): void {
    if (this.#frozen) {
      this.#pending = () => this.#send(bytes, done);
      return;
    }
    this.tap.fromServer(bytes);
    this.#socket.write(bytes, done);
  }

  override _final(done: Done): void {
    this.#ending ??= { how: "end", by: "server" };
    if (this.#frozen) this.#pending = () => this.#finish(done);
    else this.#finish(done);
  }

  #finish(done: Done): void {
    if (this.#socket.destroyed) done();
    else this.#socket.end(() => done());
  }

  override destroy(error?: Error): this {
    if (!this.destroyed) this.flush(); // what was written before still leaves, as it would have on a socket
    return super.destroy(error);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#ending ??= { how: "end", by: "server" };
    this.#socket.destroy();
    done(error);
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  resetAndDestroy(): this {
    this.flush();
    this.#ending ??= { how: "reset", by: "server" };
    this.#socket.resetAndDestroy();
    return this.destroy();
  }

  // ---- faults

  /** RST to the client, as from a cable that something cut through; the server's side learns it as a lost connection. */
  cut(): void {
    this.#ending ??= { how: "reset", by: "lab" };
    this.#socket.resetAndDestroy();
    this.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" }));
  }

  /** FIN to both sides, without a word of any protocol above. */
  hangUp(): void {
    this.#ending ??= { how: "end", by: "lab" };
    this.push(null);
    this.end();
  }

  /** Nothing passes any more, in either direction, and nobody is told. */
  freeze(): void {
    this.#frozen = true;
    this.#socket.pause();
  }

  /** Lets pass what waited, and what comes. */
  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.();
    this.#socket.resume();
  }

  // ---- what a socket has besides a stream; used by Node's HTTP server, ws and engine.io

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#socket.remotePort;
  }
  get remoteFamily(): string | undefined {
    return this.#socket.remoteFamily;
  }
  get localAddress(): string | undefined {
    return this.#socket.localAddress;
  }
  get localPort(): number | undefined {
    return this.#socket.localPort;
  }
  get localFamily(): string | undefined {
    return this.#socket.localFamily;
  }
  get bytesRead(): number {
    return this.#socket.bytesRead;
  }
  /** Bytes written, those that still wait included, as on a socket. */
  get bytesWritten(): number {
    return this.#socket.bytesWritten + this.writableLength;
  }
  get connecting(): boolean {
    return this.#socket.connecting;
  }
  get pending(): boolean {
    return this.#socket.pending;
  }
  get timeout(): number | undefined {
    return this.#socket.timeout;
  }
  address(): AddressInfo | object {
    return this.#socket.address();
  }
  ref(): this {
    this.#socket.ref();
    return this;
  }
  unref(): this {
    this.#socket.unref();
    return this;
  }
  setNoDelay(on?: boolean): this {
    this.#socket.setNoDelay(on);
    return this;
  }
  setKeepAlive(on?: boolean, initialDelay?: number): this {
    this.#socket.setKeepAlive(on, initialDelay);
    return this;
  }
  setTimeout(milliseconds: number, listener?: () => void): this {
    this.#socket.setTimeout(milliseconds);
    if (listener && milliseconds > 0) this.once("timeout", listener);
    else if (listener) this.removeListener("timeout", listener);
    return this;
  }
}
