/**
 * The records that a lab holds, in order. A record of bytes is a row in typed arrays and a reference, no object: a
 * broadcast to 300 clients makes 300 of them, and objects that live as long as these are what a garbage collector
 * spends its time on.
 */
import type { LogRecord, Note } from "../protocol/records.ts";

const FIRST_CAPACITY = 64;
const [FROM_CLIENT, FROM_SERVER, NOTE] = [1, 2, 3];

/** What holding a record costs besides its bytes, roughly. */
const ROW_BYTES = 64;
const NOTE_BYTES = 512;

export class Ring {
  /** The number of the oldest record held; records count from 0. */
  first = 0;
  /** The number that the next record will have. */
  next = 0;
  /** Roughly what the records held cost. */
  bytes = 0;
  #mask = FIRST_CAPACITY - 1;
  #types = new Uint8Array(FIRST_CAPACITY);
  #conns = new Uint32Array(FIRST_CAPACITY);
  #times = new Float64Array(FIRST_CAPACITY);
  #contents: (Uint8Array | Note | undefined)[] = new Array<undefined>(FIRST_CAPACITY).fill(undefined);

  get length(): number {
    return this.next - this.first;
  }

  /** Keeps the bytes themselves, not a copy: nobody may change them afterwards. */
  pushBytes(conn: number, from: "client" | "server", t: number, bytes: Uint8Array): void {
    this.#push(from === "client" ? FROM_CLIENT : FROM_SERVER, conn, t, bytes);
    this.bytes += bytes.length + ROW_BYTES;
  }

  pushNote(conn: number, t: number, note: Note): void {
    this.#push(NOTE, conn, t, note);
    this.bytes += NOTE_BYTES;
  }

  /** The record with this number, which must be held. */
  at(number: number): LogRecord {
    const i = number & this.#mask;
    const type = this.#types[i];
    const conn = this.#conns[i]!;
    const t = this.#times[i]!;
    const content = this.#contents[i]!;
    if (type === NOTE) return { type: "note", conn, t, note: content as Note };
    return { type: "bytes", conn, from: type === FROM_CLIENT ? "client" : "server", t, bytes: content as Uint8Array };
  }

  /** Lets go of the oldest record. */
  shift(): void {
    const i = this.first++ & this.#mask;
    this.bytes -= this.#types[i] === NOTE ? NOTE_BYTES : (this.#contents[i] as Uint8Array).length + ROW_BYTES;
    this.#contents[i] = undefined;
  }

  #push(type: number, conn: number, t: number, content: Uint8Array | Note): void {
    if (this.length > this.#mask) this.#grow();
    const i = this.next++ & this.#mask;
    this.#types[i] = type;
    this.#conns[i] = conn;
    this.#times[i] = t;
    this.#contents[i] = content;
  }

  #grow(): void {
    const [types, conns, times, contents] = [this.#types, this.#conns, this.#times, this.#contents];
    const before = this.#mask;
    const capacity = 2 * (before + 1);
    this.#mask = capacity - 1;
    this.#types = new Uint8Array(capacity);
    this.#conns = new Uint32Array(capacity);
    this.#times = new Float64Array(capacity);
    this.#contents = new Array<undefined>(capacity).fill(undefined);
    for (let number = this.first; number < this.next; number++) {
      const from = number & before;
      const to = number & this.#mask;
      this.#types[to] = types[from]!;
      this.#conns[to] = conns[from]!;
      this.#times[to] = times[from]!;
      this.#contents[to] = contents[from];
    }
  }
}
