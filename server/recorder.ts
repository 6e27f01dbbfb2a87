/**
 * A lab's log as it is held: records in order, a bounded number of them. Before the oldest ones are dropped, the decoder
 * runs over them, so that its state (the checkpoint) stands for everything that is not held any more.
 */
import { performance } from "node:perf_hooks";
import { createDecoder } from "../protocol/decode.ts";
import type { Checkpoint, LogRecord, Note } from "../protocol/records.ts";
import { createInflater } from "../protocol/wire/inflate.ts";
import { Ring } from "./ring.ts";
import { cover, type SecretRange } from "./secrets.ts";

/**
 * How much stays when a log is full. Many records are dropped in one go: the decoder then has its own state at hand,
 * which makes it faster than record by record.
 */
const KEPT_SHARE = 7 / 8;
/** Viewers are told of new records at most this often: a batch for each frame that a page draws. */
const PULSE = 12;
const NOBODY: ReadonlySet<string> = new Set();

export interface RecorderLimits {
  bytes: number;
  records: number;
}

/** Whoever reads the log. */
export interface Watcher {
  /** There are records at or after its place. */
  wake(): void;
  /** The lab is gone. */
  end(): void;
}

export class Recorder {
  readonly #limits: RecorderLimits;
  readonly #began = performance.now();
  readonly #past = createDecoder(undefined, createInflater);
  readonly #ring = new Ring();
  /** By number of record: what others than its sender must not see. */
  readonly #secrets = new Map<number, readonly SecretRange[]>();
  readonly #watchers = new Set<Watcher>();
  #pulse: NodeJS.Timeout | undefined;

  constructor(limits: RecorderLimits) {
    this.#limits = limits;
  }

  /** Milliseconds since the lab began. */
  now(): number {
    return performance.now() - this.#began;
  }

  /** The number of the oldest record held; records count from 0. */
  get first(): number {
    return this.#ring.first;
  }

  /** The number that the next record will have. */
  get next(): number {
    return this.#ring.next;
  }

  /** Keeps the bytes themselves, not a copy: nobody may change them afterwards. */
  bytes(conn: number, from: "client" | "server", bytes: Uint8Array, secrets?: readonly SecretRange[]): void {
    if (secrets) this.#secrets.set(this.#ring.next, secrets);
    this.#ring.pushBytes(conn, from, this.now(), bytes);
    this.#kept();
  }

  note(conn: number, note: Note): void {
    this.#ring.pushNote(conn, this.now(), note);
    this.#kept();
  }

  /**
   * The record with this number, which must be held, as a viewer may see it.
   * @param known secrets that the viewer has sent itself
   */
  at(number: number, known: ReadonlySet<string> = NOBODY): LogRecord {
    const record = this.#ring.at(number);
    const secrets = this.#secrets.get(number);
    return secrets && record.type === "bytes" ? { ...record, bytes: cover(record.bytes, secrets, known) } : record;
  }

  /** The decoder's state before the oldest record held. */
  checkpoint(): Checkpoint {
    return this.#past.checkpoint();
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  get watched(): number {
    return this.#watchers.size;
  }

  /** The lab is gone: nothing follows. */
  end(): void {
    clearTimeout(this.#pulse);
    this.#wakeAll();
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }

  #kept(): void {
    if (this.#exceeds(1)) while (this.#exceeds(KEPT_SHARE)) this.#drop();
    if (this.#watchers.size > 0) this.#pulse ??= setTimeout(() => this.#wakeAll(), PULSE);
  }

  #exceeds(share: number): boolean {
    return this.#ring.bytes > this.#limits.bytes * share || this.#ring.length > this.#limits.records * share;
  }

  #drop(): void {
    const { first } = this.#ring;
    this.#past.skip(this.at(first));
    this.#secrets.delete(first);
    this.#ring.shift();
  }

  #wakeAll(): void {
    this.#pulse = undefined;
    for (const watcher of this.#watchers) watcher.wake();
  }
}
