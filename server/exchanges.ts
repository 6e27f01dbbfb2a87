/**
 * Whose bytes are these? Browsers send requests for several labs, clients and pages over the same few TCP connections.
 * This follows HTTP on one connection and gives each byte to the lab whose exchange it belongs to, or to nobody.
 *
 * A *stretch* is a run of exchanges of one lab and one client on one connection (`conn` in the log). After a switch of
 * protocols (101) it lasts to the end of the connection.
 */
import { HttpReader, type HttpHandler } from "../protocol/wire/http.ts";
import { cableOf, type Cable, type Tap } from "./cable.ts";
import { shapeOf, type InForce } from "./faults.ts";
import type { Recorder } from "./recorder.ts";
import { SecretScanner, type SecretRange } from "./secrets.ts";

/** Where a request goes to: a lab's log, and the client that the request names. */
export interface Owner {
  lab: StretchHolder;
  client: string | undefined;
}

/** What a lab offers to the connections that reach it. */
export interface StretchHolder {
  readonly recorder: Recorder;
  /** A number for a new stretch, and which of the lab's TCP connections this is (from 1). */
  openStretch(stretch: Stretch): { conn: number; connection: number };
  closeStretch(stretch: Stretch): void;
  /** Faults that stand for this stretch. */
  faultsOf(stretch: Stretch): InForce | undefined;
}

export class Stretch {
  readonly cable: Cable;
  readonly lab: StretchHolder;
  readonly client: string | undefined;
  readonly conn: number;
  /** Its requests that have not been answered. After 101 there is one to the end of the connection. */
  unanswered = 0;
  #switched = false;
  #open = true;

  constructor(cable: Cable, { lab, client }: Owner, reused: boolean) {
    this.cable = cable;
    this.lab = lab;
    this.client = client;
    const { conn, connection } = lab.openStretch(this);
    this.conn = conn;
    this.#note("open", "client", { connection, reused });
  }

  /** Has faults act on its cable as far as it is in the middle of an exchange, and no further. */
  applyFaults(): void {
    const standing = this.unanswered > 0 ? this.lab.faultsOf(this) : undefined;
    this.cable.shape(standing && shapeOf(standing, this.#switched));
  }

  /** After 101: the bytes of both directions are its own, to the end. */
  switchProtocol(): void {
    this.#switched = true;
    this.applyFaults();
  }

  belongsTo({ lab, client }: Owner): boolean {
    return this.lab === lab && this.client === client;
  }

  bytes(from: "client" | "server", bytes: Buffer, secrets?: readonly SecretRange[]): void {
    if (this.#open) this.lab.recorder.bytes(this.conn, from, bytes, secrets);
  }

  close(how: "end" | "reset" | "released", by: "client" | "server" | "lab"): void {
    if (!this.#open) return;
    this.#note("close", by, { how, by });
    this.#open = false;
    this.lab.closeStretch(this);
  }

  #note(kind: string, from: "client" | "server" | "lab", data: Record<string, unknown>): void {
    const { client } = this;
    this.lab.recorder.note(this.conn, { layer: "tcp", kind, from, ...(client === undefined ? {} : { client }), data });
  }
}

/** A request on its way through: whose it is, is known once its request line is complete. */
interface Request {
  known: boolean;
  stretch: Stretch | undefined;
  /** Its bytes as long as nobody knows whose they are. */
  held: Buffer[];
}

/** A part of the bytes just read, up to the next run, that belongs to one request. */
interface Run {
  request: Request;
  start: number;
}

const NO_REQUEST: Request = { known: true, stretch: undefined, held: [] };

export class Exchanges implements Tap {
  readonly #cable: Cable;
  readonly #find: (target: string) => Owner | undefined;
  readonly #reader = new HttpReader();
  readonly #scanner = new SecretScanner();
  readonly #open = new Set<Stretch>();
  /** Requests whose answers are not complete, oldest first: the next bytes from the server belong to the first. */
  readonly #unanswered: Request[] = [];
  /** The request that the next bytes from the client belong to. */
  #request: Request = NO_REQUEST;
  #stretch: Stretch | undefined;
  #used = false;
  /** After 101: everything belongs to `#stretch`. */
  #switched = false;
  /** Client bytes that came before the answer to an upgrade has told what they are. */
  #early: Buffer | undefined;

  // What the handlers below work on while bytes are read.
  #bytes: Buffer = Buffer.alloc(0);
  #runs: Run[] = [];
  #secrets: SecretRange[] = [];
  #inHead = false;
  #scanned = 0;
  #answered: number[] = [];

  /** @param find whose request this is, by its target, or "" where that cannot be read; undefined: no lab's, or a request for a log. */
  constructor(cable: Cable, find: (target: string) => Owner | undefined) {
    this.#cable = cable;
    this.#find = find;
  }

  /** The stretch of the latest request on this connection. */
  get stretch(): Stretch | undefined {
    return this.#stretch;
  }

  fromClient(bytes: Buffer): void {
    if (this.#switched)
      this.#stretch?.bytes("client", Buffer.from(bytes)); // a copy: ws unmasks in place
    else if (this.#reader.waiting) this.#early = this.#early ? Buffer.concat([this.#early, bytes]) : Buffer.from(bytes);
    else this.#read(bytes);
  }

  #read(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#runs = [{ request: this.#request, start: 0 }];
    this.#secrets = [];
    this.#scanned = 0;
    const end = this.#reader.read("client", bytes, this.#clientHandler);
    this.#scanHead(end);
    this.#recordRuns(end);
    this.#release();
    if (end < bytes.length) this.#early = Buffer.from(bytes.subarray(end));
  }

  readonly #clientHandler: HttpHandler = {
    begin: (_from, at) => {
      this.#request = { known: false, stretch: undefined, held: [] };
      this.#runs.push({ request: this.#request, start: at });
      this.#scanner.reset();
      this.#inHead = true;
      this.#scanned = at;
    },
    requestLine: ({ target }) => this.#identify(this.#find(target)),
    request: (_head, { upgrade }, at) => {
      this.#endHead(at);
      const wait = upgrade !== null && this.#stretch?.lab.faultsOf(this.#stretch)?.["slow-101"]?.["ms"];
      if (wait) this.#cable.holdAnswer(wait);
    },
    violation: (_from, _code, _bytes, at) => this.#endHead(at),
  };

  #endHead(at: number): void {
    if (!this.#request.known) this.#identify(this.#find("")); // its request line could not be read
    this.#scanHead(at);
    this.#inHead = false;
  }

  #scanHead(end: number): void {
    if (!this.#inHead) return;
    const shift = this.#scanned;
    for (const { start, end: stop, secret } of this.#scanner.scan(this.#bytes.subarray(shift, end)) ?? [])
      this.#secrets.push({ start: start + shift, end: stop + shift, secret });
    this.#scanned = end;
  }

  #identify(owner: Owner | undefined): void {
    const before = this.#stretch;
    if (!owner) this.#stretch = undefined;
    else if (!before?.belongsTo(owner)) this.#open.add((this.#stretch = new Stretch(this.#cable, owner, this.#used)));
    this.#used = true;
    this.#request.known = true;
    this.#request.stretch = this.#stretch;
    this.#unanswered.push(this.#request);
    if (!this.#stretch) return;
    this.#stretch.unanswered++;
    this.#stretch.applyFaults();
  }

  /** One record for all that one stretch has in these bytes: a chunk of the log is what was read at once. */
  #recordRuns(end: number): void {
    for (let i = 0; i < this.#runs.length;) {
      const { request, start } = this.#runs[i++]!;
      if (!request.known) {
        request.held.push(Buffer.from(this.#bytes.subarray(start, end)));
        return;
      }
      while (
        i < this.#runs.length &&
        this.#runs[i]!.request.known &&
        this.#runs[i]!.request.stretch === request.stretch
      )
        i++;
      this.#record(request, start, this.#runs[i]?.start ?? end);
    }
  }

  #record({ stretch, held }: Request, start: number, end: number): void {
    const pieces = held.splice(0);
    if (!stretch || (start === end && pieces.length === 0)) return;
    // What was held is the beginning of a request line: no header, no secret.
    const shift = pieces.reduce((sum, piece) => sum + piece.length, 0) - start;
    const secrets = this.#secrets
      .filter((range) => range.start >= start && range.end <= end)
      .map((range) => ({ start: range.start + shift, end: range.end + shift, secret: range.secret }));
    const bytes = this.#bytes.subarray(start, end);
    stretch.bytes(
      "client",
      pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes]),
      secrets.length === 0 ? undefined : secrets,
    );
  }

  fromServer(bytes: Buffer): void {
    if (this.#switched) {
      this.#stretch?.bytes("server", bytes);
      return;
    }
    this.#answered = [];
    this.#reader.read("server", bytes, this.#serverHandler);
    let start = 0;
    let owner = this.#answering;
    this.#switched = this.#reader.protocol !== null;
    for (const end of this.#answered) {
      const answered = this.#unanswered.shift()?.stretch;
      if (answered && !this.#switched) answered.unanswered--;
      answered?.applyFaults();
      if (this.#answering === owner) continue;
      owner?.bytes("server", bytes.subarray(start, end));
      owner = this.#answering;
      start = end;
    }
    if (start < bytes.length) owner?.bytes("server", bytes.subarray(start));
    if (this.#switched) this.#stretch?.switchProtocol();
    this.#release();
    const early = this.#early;
    if (!early || this.#reader.waiting) return;
    this.#early = undefined;
    this.fromClient(early);
  }

  /** Whose the next bytes from the server are. */
  get #answering(): Stretch | undefined {
    return this.#unanswered.length > 0 ? this.#unanswered[0]!.stretch : this.#stretch;
  }

  readonly #serverHandler: HttpHandler = { end: (_from, _exchange, at) => void this.#answered.push(at) };

  closed(how: "end" | "reset", by: "client" | "server" | "lab"): void {
    for (const stretch of this.#open) stretch.close(how, by);
    this.#open.clear();
  }

  /** Lets go of stretches that have all their answers, once the connection has gone on to something else. */
  #release(): void {
    if (this.#open.size === (this.#stretch ? 1 : 0)) return;
    for (const stretch of this.#open) {
      if (stretch === this.#stretch || this.#unanswered.some((request) => request.stretch === stretch)) continue;
      stretch.close("released", "client");
      this.#open.delete(stretch);
    }
  }
}

/** The stretch that a connection is in, for what runs above it (requests, WebSockets): they only know their socket. */
export function stretchOf(socket: object | null | undefined): Stretch | undefined {
  const tap = cableOf(socket)?.tap;
  return tap instanceof Exchanges ? tap.stretch : undefined;
}
