/**
 * A cable: what every byte of a TCP connection passes through. It shows them to a tap, and faults act on it.
 *
 * It is laid into the socket itself, at the three places where a stream meets what is below it (`push`, `_write` and
 * `_writev`), and no second stream is put in front: back-pressure, half-close, time-outs, addresses and `bufferedAmount`
 * stay the socket's own, and nothing is paid for passing them on.
 */
import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { flushAfterTurn, join, toBytes, type Piece } from "./outbox.ts";
import { HEALTHY, Way, type Traits } from "./way.ts";

export type Ending = "end" | "reset";
export type EndedBy = "client" | "server" | "lab";

/** Sees what passes, in order. */
export interface Tap {
  /** Bytes from the client, before anyone else sees them. To be used before returning: ws unmasks them in place. */
  fromClient(bytes: Buffer): void;
  /** Bytes on their way to the client; nobody changes them any more. */
  fromServer(bytes: Buffer): void;
  /** The connection is over: who began to end it, with FIN (`end`) or RST (`reset`). Called once, last. */
  closed(how: Ending, by: EndedBy): void;
}

type Done = (error?: Error | null) => void;

/** A turn that writes more than this hands it on in pieces: streams of files need no joining. */
const TURN_BYTES = 65_536;

/** What a socket has for the streams' machinery, which its types do not tell. */
interface Inside {
  push(bytes: Buffer | null): boolean;
  _read(size: number): void;
  _write(bytes: Buffer, encoding: string, done: Done): void;
  _final(done: Done): void;
  _destroy(error: Error | null, done: Done): void;
  _handle: Handle | null;
}

/** The system's side of a socket. */
interface Handle {
  close(): void;
  unref(): void;
  readStop(): void;
}

/** What faults make of a cable, while they act. `drop`: after so many more bytes, in both directions together, it is cut. */
export interface Shape {
  up: Traits;
  down: Traits;
  /** What is held back of an answer stays so (`holdAnswer`); else it is let go. */
  holdsAnswers: boolean;
  drop?: { readonly bytes: number };
}

/** Milliseconds that a client may believe in a frozen connection that the server has given up. */
const BURIED = 60_000;

const cables = new WeakMap<object, Cable>();

/** The cable of a connection, for those who only know its socket. */
export function cableOf(socket: object | null | undefined): Cable | undefined {
  return socket ? cables.get(socket) : undefined;
}

/**
 * Comes before the HTTP server with every connection that it accepts from now on.
 * @param lay puts a cable into the connection; false: the server is not to have it
 */
export function connectCables(server: HttpServer, lay: (socket: Socket) => boolean): void {
  const listeners = server.rawListeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (!lay(socket)) return;
    for (const listener of listeners) listener.call(server, socket);
    // Node's HTTP parser reads the descriptor itself, past the stream, until somebody else listens for data.
    const nobody = (): void => {};
    socket.on("data", nobody).off("data", nobody);
  });
}

export class Cable {
  readonly socket: Socket;
  readonly tap: Tap;
  readonly #inside: Inside;
  readonly #own: Pick<Inside, "push" | "_read" | "_write" | "_final">;
  /** Corked until this turn ends. */
  #holding = false;
  #ending: { how: Ending; by: EndedBy } | undefined;
  /** While faults act: both directions, with what waits in them. */
  #ways: { up: Way; down: Way } | undefined;
  /** What a full direction kept the streams' machinery from asking for. */
  #wantsMore = false;
  #drop: Shape["drop"];
  /** Bytes that have passed since, by what will cut the cable. */
  readonly #dropped = new WeakMap<object, number>();
  /** The server has let go of the connection while it was frozen: the client is to know nothing of it. */
  #buried: { handle: Handle; timer: NodeJS.Timeout } | undefined;
  /** The client is to learn that it ended, frozen or not. */
  #known = false;
  #over = false;
  readonly #whenOver: (() => void)[] = [];

  constructor(socket: Socket, createTap: (cable: Cable) => Tap) {
    this.socket = socket;
    this.tap = createTap(this);
    cables.set(socket, this);
    const inside = (this.#inside = socket as unknown as Inside);
    const { push, _read, _write, _final, _destroy } = inside;
    const { write, destroy } = socket;
    this.#own = { push, _read, _write, _final };
    Object.assign(socket, {
      push: (bytes: Buffer | null) => this.#read(bytes),
      _read: (size: number) => {
        if (this.#ways?.up.full) this.#wantsMore = true;
        else _read.call(inside, size);
      },
      write: (chunk: Uint8Array | string, encoding?: BufferEncoding, done?: Done) => {
        if (!this.#holding) this.#hold();
        const more = write.call(socket, chunk, encoding, done);
        if (socket.writableLength > TURN_BYTES) this.flush();
        return more;
      },
      _write: (chunk: Piece["chunk"], encoding: Piece["encoding"], done: Done) =>
        this.#send(toBytes({ chunk, encoding }), done),
      _writev: (pieces: Piece[], done: Done) => this.#send(join(pieces), done),
      _final: (done: Done) => {
        this.#ending ??= { how: "end", by: "server" };
        if (this.#ways) this.#ways.down.take(null, done);
        else _final.call(inside, done);
      },
      destroy: (error?: Error) => {
        if (!socket.destroyed) this.flush(); // what was written before still leaves
        return destroy.call(socket, error);
      },
      _destroy: (error: Error | null, done: Done) => {
        if (this.#ways?.up.frozen && !this.#known) this.#bury();
        this.#ways?.up.clear();
        this.#ways?.down.clear();
        _destroy.call(inside, error, done);
      },
    });
    socket.once("error", () => (this.#ending ??= { how: "reset", by: "client" }));
    socket.once("close", () => {
      const { how, by } = this.#ending ?? { how: "end", by: "server" };
      // After what the connection's end means to those above it.
      process.nextTick(() => this.tap.closed(how, by));
      if (!this.#buried) this.#end();
    });
  }

  /** Calls `listener` when the connection is over for the client, too: a frozen one outlives its socket. */
  whenOver(listener: () => void): void {
    if (this.#over) listener();
    else this.#whenOver.push(listener);
  }

  #end(): void {
    this.#over = true;
    for (const listener of this.#whenOver.splice(0)) listener();
  }

  /** Hands on what this turn has written so far. */
  flush(): void {
    if (!this.#holding) return;
    this.#holding = false;
    this.socket.uncork();
  }

  #hold(): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    this.#holding = true;
    this.socket.cork();
    flushAfterTurn(this);
  }

  #read(bytes: Buffer | null): boolean {
    return this.#ways ? this.#ways.up.take(bytes) : this.#passUp(bytes);
  }

  #send(bytes: Buffer, done: Done): void {
    if (this.#ways) this.#ways.down.take(bytes, done);
    else this.#passDown(bytes, done);
  }

  #passUp(bytes: Buffer | null): boolean {
    if (bytes) this.tap.fromClient(bytes);
    else this.#ending ??= { how: "end", by: "client" };
    return this.#own.push.call(this.#inside, bytes);
  }

  #passDown(bytes: Buffer, done: Done): void {
    this.tap.fromServer(bytes);
    this.#own._write.call(this.#inside, bytes, "buffer", done);
  }

  /** Ends the connection for both sides, frozen or not. */
  destroy(): void {
    this.#ending ??= { how: "end", by: "server" };
    this.#known = true;
    this.socket.destroy();
    this.#unearth();
  }

  // ---- faults

  /** RST to the client, as from a cable that something cut through; the server loses the connection, too. */
  cut(): void {
    this.#ending ??= { how: "reset", by: "lab" };
    this.#known = true;
    this.socket.resetAndDestroy();
    this.#unearth();
  }

  /** FIN to both sides, without a word of any protocol above. */
  hangUp(): void {
    this.#ending ??= { how: "end", by: "lab" };
    this.#own.push.call(this.#inside, null);
    this.socket.end();
  }

  /** Nothing passes any more, in either direction, and nobody is told: not even when the server gives up. */
  freeze(): void {
    const { up, down } = this.#faulty();
    up.freeze();
    down.freeze();
  }

  /** Lets pass what waited, and what comes. */
  thaw(): void {
    this.#ways?.up.thaw();
    this.#ways?.down.thaw();
    this.#heal();
    this.#unearth();
  }

  /** Makes it slow, late or short-lived; without a shape it is as good as new, but may still be frozen. */
  shape(shape?: Shape): void {
    if (!shape && !this.#ways) return;
    const { up, down } = this.#faulty();
    this.#drop = shape?.drop;
    up.shape(shape?.up ?? HEALTHY);
    down.shape(shape?.down ?? HEALTHY);
    if (!shape?.holdsAnswers) down.release();
    this.#heal();
  }

  /** What the server sends within so many milliseconds leaves after them. */
  holdAnswer(milliseconds: number): void {
    this.#faulty().down.hold(milliseconds);
  }

  #faulty(): { up: Way; down: Way } {
    return (this.#ways ??= {
      up: new Way({
        pass: (bytes, done) => {
          const { now, cuts } = this.#countDrop(bytes);
          this.#passUp(now);
          done();
          if (cuts) this.cut();
        },
        drained: () => {
          if (this.#wantsMore) this.#own._read.call(this.#inside, 0);
          this.#wantsMore = false;
          this.#heal();
        },
      }),
      down: new Way({
        pass: (bytes, done) => {
          const { now, cuts } = this.#countDrop(bytes);
          if (!now) this.#own._final.call(this.#inside, done);
          else if (cuts) this.#passDown(now, () => this.cut());
          else this.#passDown(now, done);
        },
        drained: () => this.#heal(),
      }),
    });
  }

  /** Counts bytes that pass. @returns those that still do, and whether the cable is to be cut after them */
  #countDrop(bytes: Buffer | null): { now: Buffer | null; cuts: boolean } {
    const drop = this.#drop;
    if (!bytes || !drop) return { now: bytes, cuts: false };
    const before = this.#dropped.get(drop) ?? 0;
    this.#dropped.set(drop, before + bytes.length);
    const left = Math.max(0, drop.bytes - before); // it may be about to be cut already
    return { now: bytes.subarray(0, left), cuts: bytes.length >= left };
  }

  /** Back to the short way, once nothing is held any more. */
  #heal(): void {
    if (this.#ways?.up.idle && this.#ways.down.idle && !this.#drop) this.#ways = undefined;
  }

  /** Keeps the system's side of the connection, which would tell the client: a cable that was pulled out tells nobody. */
  #bury(): void {
    const handle = this.#inside._handle;
    if (!handle) return;
    handle.readStop();
    handle.unref();
    this.#inside._handle = null;
    const timer = setTimeout(() => this.#unearth(), BURIED);
    timer.unref();
    this.#buried = { handle, timer };
  }

  #unearth(): void {
    if (!this.#buried) return;
    clearTimeout(this.#buried.timer);
    this.#buried.handle.close();
    this.#buried = undefined;
    this.#end();
  }
}
