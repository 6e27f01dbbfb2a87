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
  _write(bytes: Buffer, encoding: string, done: Done): void;
  _final(done: Done): void;
}

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
  readonly #push: Inside["push"];
  readonly #write: Inside["_write"];
  /** Corked until this turn ends. */
  #holding = false;
  #frozen = false;
  /** What waits while frozen, in order. */
  readonly #waiting: (() => void)[] = [];
  #ending: { how: Ending; by: EndedBy } | undefined;

  constructor(socket: Socket, createTap: (cable: Cable) => Tap) {
    this.socket = socket;
    this.tap = createTap(this);
    cables.set(socket, this);
    const inside = socket as unknown as Inside;
    const { push, _write, _final } = inside;
    const { write, destroy } = socket;
    this.#push = push;
    this.#write = _write;
    Object.assign(socket, {
      push: (bytes: Buffer | null) => this.#read(bytes),
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
        if (this.#frozen) this.#waiting.push(() => _final.call(inside, done));
        else _final.call(inside, done);
      },
      destroy: (error?: Error) => {
        if (!socket.destroyed) this.flush(); // what was written before still leaves
        return destroy.call(socket, error);
      },
    });
    socket.once("error", () => (this.#ending ??= { how: "reset", by: "client" }));
    socket.once("close", () => {
      const { how, by } = this.#ending ?? { how: "end", by: "server" };
      // After what the connection's end means to those above it.
      process.nextTick(() => this.tap.closed(how, by));
    });
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
    if (this.#frozen) {
      this.#waiting.push(() => this.#read(bytes));
      return false; // the system stops reading: the client will notice that nothing is taken any more
    }
    if (bytes) this.tap.fromClient(bytes);
    else this.#ending ??= { how: "end", by: "client" };
    return this.#push.call(this.socket as unknown as Inside, bytes);
  }

  #send(bytes: Buffer, done: Done): void {
    if (this.#frozen) {
      this.#waiting.push(() => this.#send(bytes, done));
      return;
    }
    this.tap.fromServer(bytes);
    this.#write.call(this.socket as unknown as Inside, bytes, "buffer", done);
  }

  // ---- faults

  /** RST to the client, as from a cable that something cut through; the server loses the connection, too. */
  cut(): void {
    this.#ending ??= { how: "reset", by: "lab" };
    this.socket.resetAndDestroy();
  }

  /** FIN to both sides, without a word of any protocol above. */
  hangUp(): void {
    this.#ending ??= { how: "end", by: "lab" };
    this.#push.call(this.socket as unknown as Inside, null);
    this.socket.end();
  }

  /** Nothing passes any more, in either direction, and nobody is told. */
  freeze(): void {
    this.#frozen = true;
  }

  /** Lets pass what waited, and what comes. */
  thaw(): void {
    this.#frozen = false;
    for (const act of this.#waiting.splice(0)) act();
  }
}
