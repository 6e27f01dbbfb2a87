/**
 * A lab's log as it is held: records in order, a bounded number of them. Before the oldest ones are dropped, the decoder
 * runs over them, so that its state (the checkpoint) stands for everything that is not held any more.
 */
import { performance } from "node:perf_hooks";
import { createDecoder } from "../protocol/decode.ts";
import type { Checkpoint, LogRecord, Note } from "../protocol/records.ts";
import { cover, type SecretRange } from "./secrets.ts";

/** A record as it is kept; `secrets` are what viewers other than the sender must not see. */
export type KeptRecord = LogRecord & { secrets?: readonly SecretRange[] };

/** What holding a record costs besides its bytes, roughly. */
const RECORD_BYTES = 96;
const NOTE_BYTES = 512;
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
  readonly #past = createDecoder();
  #kept: KeptRecord[] = [];
  /** `#kept[#head]` is the oldest record held; those before it are dropped and wait to be cut off. */
  #head = 0;
  #dropped = 0;
  #bytes = 0;
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
    return this.#dropped;
  }

  /** The number that the next record will have. */
  get next(): number {
    return this.#dropped + this.#kept.length - this.#head;
  }

  /** Keeps the bytes themselves, not a copy: nobody may change them afterwards. */
  bytes(conn: number, from: "client" | "server", bytes: Buffer, secrets?: readonly SecretRange[]): void {
    const t = this.now();
    this.#bytes += bytes.length + RECORD_BYTES;
    this.#keep(secrets ? { type: "bytes", conn, from, t, bytes, secrets } : { type: "bytes", conn, from, t, bytes });
  }

  note(conn: number, note: Note): void {
    this.#bytes += NOTE_BYTES;
    this.#keep({ type: "note", conn, t: this.now(), note });
  }

  /** The record with this number; it must be held. */
  at(number: number): KeptRecord {
    return this.#kept[number - this.#dropped + this.#head]!;
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
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }

  #keep(record: KeptRecord): void {
    this.#kept.push(record);
    while (this.#bytes > this.#limits.bytes || this.#kept.length - this.#head > this.#limits.records) this.#drop();
    if (this.#watchers.size > 0) this.#pulse ??= setTimeout(() => this.#wakeAll(), PULSE);
  }

  #drop(): void {
    const record = this.#kept[this.#head]!;
    this.#kept[this.#head++] = undefined!;
    this.#dropped++;
    this.#bytes -= record.type === "bytes" ? record.bytes.length + RECORD_BYTES : NOTE_BYTES;
    this.#past.skip(visible(record, NOBODY));
    if (this.#head < 1024 || this.#head < this.#kept.length / 2) return;
    this.#kept = this.#kept.slice(this.#head);
    this.#head = 0;
  }

  #wakeAll(): void {
    this.#pulse = undefined;
    for (const watcher of this.#watchers) watcher.wake();
  }
}

/** The record as someone may see it who has sent these `known` secrets itself. */
export function visible(record: KeptRecord, known: ReadonlySet<string>): LogRecord {
  if (record.type !== "bytes" || !record.secrets) return record;
  const { conn, from, t, bytes, secrets } = record;
  return { type: "bytes", conn, from, t, bytes: cover(bytes, secrets, known) };
}
