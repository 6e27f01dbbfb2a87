/**
 * The decoder: records in, entries out, in order. The page, the NDJSON view, examples, tests and missions all use it;
 * the server runs it, without making entries, over records that it drops, and keeps the state as a checkpoint.
 *
 * From the same records every decoder gets the same entries with the same n, wherever it took over from a checkpoint.
 */
import type { Entry } from "./log.ts";
import type { Checkpoint, LogRecord, Note, Place } from "./records.ts";
import { Channels, type SavedChannel } from "./wire/channel.ts";
import { EMPTY } from "./wire/bytes.ts";
import { boundedDepth } from "./wire/depth.ts";
import type { Inflation } from "./wire/deflate.ts";
import type { createInflater } from "./wire/inflate.ts";
import { ConnectionLayers, type SavedConnection } from "./wire/layers.ts";
import { EntryWriter, type Origin } from "./wire/writer.ts";

/** Notes that others may still name as their cause. */
const NOTES = 4_096;

export interface Decoder {
  /** That of the next entry. */
  readonly n: number;
  /** Decodes one record. Entries are added to `entries`, which is returned; their bytes are views of the record's where they can be. */
  push(record: LogRecord, entries?: Entry[]): Entry[];
  /** Passes over one record: the state and n change as with `push`, and no entry is made. */
  skip(record: LogRecord): void;
  /** The state after the last record, as JSON: `createDecoder` goes on from it. */
  checkpoint(): Checkpoint;
  /** A connection has agreed on compression, and there is no inflater: nothing can be done before `inflateWith`. */
  readonly wantsInflater: boolean;
  /** Hands in what was wanted and reads on with the last record. Entries are added to `entries`, which is returned. */
  inflateWith(inflater: typeof createInflater, entries?: Entry[]): Entry[];
}

interface SavedDecoder extends Checkpoint {
  connections: [conn: number, connection: SavedConnection][];
  channels: SavedChannel[];
  notes: [id: number, n: number][];
}

/**
 * @param checkpoint where to go on from; without it from the first record of a lab, with n = 1
 * @param inflater `createInflater` of wire/inflate.ts. A page leaves it out, and loads it when the decoder wants it.
 */
export function createDecoder(checkpoint?: Checkpoint, inflater?: typeof createInflater): Decoder {
  return new LabDecoder(checkpoint, inflater);
}

class LabDecoder implements Decoder {
  readonly #writer: EntryWriter;
  readonly #channels: Channels;
  readonly #inflation: Inflation;
  readonly #connections = new Map<number, ConnectionLayers>();
  /** n by the id of a note, the one named last at the end. */
  readonly #notes: Map<number, number>;

  constructor(checkpoint: Checkpoint = { n: 1 }, inflater?: typeof createInflater) {
    // A checkpoint without more than n is the very beginning.
    const { n, connections = [], channels, notes } = checkpoint as Checkpoint & Partial<SavedDecoder>;
    this.#writer = new EntryWriter(n);
    this.#channels = new Channels(channels);
    this.#inflation = { create: inflater, wanted: false, held: [] };
    this.#notes = new Map(notes);
    for (const [conn, saved] of connections)
      this.#connections.set(conn, ConnectionLayers.restore(this.#writer, this.#channels, this.#inflation, saved));
  }

  get n(): number {
    return this.#writer.n;
  }

  push(record: LogRecord, entries: Entry[] = []): Entry[] {
    this.#writer.entries = entries;
    this.#read(record);
    return entries;
  }

  skip(record: LogRecord): void {
    this.#writer.entries = null;
    this.#read(record);
  }

  checkpoint(): Checkpoint {
    const saved: SavedDecoder = {
      n: this.#writer.n,
      connections: [...this.#connections].map(([conn, connection]) => [conn, connection.save()]),
      channels: this.#channels.save(),
      notes: [...this.#notes],
    };
    return saved;
  }

  get wantsInflater(): boolean {
    return this.#inflation.wanted && !this.#inflation.create;
  }

  inflateWith(inflater: typeof createInflater, entries: Entry[] = []): Entry[] {
    this.#writer.entries = entries;
    this.#inflation.create = inflater;
    for (const read of this.#inflation.held.splice(0)) read();
    return entries;
  }

  #read(record: LogRecord): void {
    if (this.wantsInflater) throw new Error("The decoder wants an inflater before it can read on.");
    this.#writer.t = record.t;
    if (record.type === "note") this.#note(record.conn, record.note);
    else (this.#connections.get(record.conn) ?? this.#connect(record.conn, {})).chunk(record.from, record.bytes);
  }

  #connect(conn: number, { client }: Pick<Note, "client">): ConnectionLayers {
    const origin: Origin = { conn: `c${conn}`, ...(client === undefined ? {} : { client }) };
    const connection = new ConnectionLayers(this.#writer, this.#channels, this.#inflation, origin);
    this.#connections.set(conn, connection);
    return connection;
  }

  #note(conn: number, note: Note): void {
    const n = this.#writer.take();
    const isTcp = note.layer === "tcp" && conn !== 0;
    if (isTcp && note.kind === "open") this.#connect(conn, note);
    const connection = conn === 0 ? undefined : this.#connections.get(conn);
    const cause = note.cause === undefined ? undefined : this.#noteById(note.cause);
    const parent = note.in && this.#message(note.in);
    if (note.id !== undefined) this.#remember(note.id, n);
    for (const [channel, index] of note.out ?? []) this.#channels.get(channel).announce(index, n);

    if (this.#writer.making) {
      const client = note.client ?? connection?.origin.client;
      const origin: Origin = { conn: conn === 0 ? "" : `c${conn}`, ...(client === undefined ? {} : { client }) };
      // What a note says is the server's business: it makes them by the same table of kinds.
      const data = boundedDepth(note.data);
      this.#writer.put(n, origin, note.from, note.layer, note.kind, data, EMPTY, { parent, cause });
    }
    if (isTcp && note.kind === "close") {
      connection?.close(n);
      this.#connections.delete(conn);
    }
  }

  /** The entry of the client's message that a note is about. */
  #message([channel, index]: Place): number | undefined {
    return this.#channels.find(channel)?.find(index);
  }

  #noteById(id: number): number | undefined {
    const n = this.#notes.get(id);
    if (n === undefined) return undefined;
    this.#remember(id, n);
    return n;
  }

  #remember(id: number, n: number): void {
    this.#notes.delete(id);
    if (this.#notes.size >= NOTES) this.#notes.delete(this.#notes.keys().next().value!);
    this.#notes.set(id, n);
  }
}
