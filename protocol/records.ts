/**
 * Records: what the server observes, in order, before anything is decoded; and how batches of them travel.
 *
 * A batch (one binary WebSocket message of the log stream) is records one after the other, integers big-endian:
 *
 *     type u8 | conn u32 | t f64 (ms since the lab began) | length u32 | that many bytes
 *
 * type 1: bytes from the client; 2: bytes from the server; 3: a note (JSON, UTF-8); 4: a checkpoint (JSON, UTF-8),
 * which replaces the reader's decoder state: entries before its `n` are not to be had any more.
 */

/** A message of a channel: which one (from 0), in the direction that the note implies. */
export type Place = [channel: string, index: number];

/**
 * Something that happened to a connection or in the program.
 *
 * A *channel* is what carries messages in order: an Engine.IO session (its sid) or a raw WebSocket (its conn, `c3`).
 * Messages are counted from 0 in each direction: Engine.IO `message` packets (text and binary alike), or a raw
 * WebSocket's whole data messages.
 */
export interface Note {
  layer: "tcp" | "app";
  kind: string;
  from: "client" | "server" | "lab";
  client?: string;
  data: Record<string, unknown>;
  /** Number of this note where another may name it as its cause. From 1, rising. */
  id?: number;
  /** The note that led to this one. */
  cause?: number;
  /** The client's message that this note is about: becomes `parent`. */
  in?: Place;
  /** The server's messages that this emit became: each of them gets this note as `cause`. */
  out?: Place[];
}

/** `conn` 0 is the lab itself; else `c<conn>` in entries. */
export type LogRecord =
  | { type: "bytes"; conn: number; from: "client" | "server"; t: number; bytes: Uint8Array }
  | { type: "note"; conn: number; t: number; note: Note };

/** The decoder's state, as JSON: `n` is that of the next entry. Everything else is the decoder's own. */
export interface Checkpoint {
  n: number;
  [state: string]: unknown;
}

export type StreamItem = LogRecord | { type: "checkpoint"; t: number; checkpoint: Checkpoint };

const HEADER = 17;
const TYPE = { client: 1, server: 2, note: 3, checkpoint: 4 } as const;
const utf8 = new TextEncoder();
const text = new TextDecoder();

/** The bytes of one batch. Bytes of records are copied, so the result is the caller's. */
export function encodeBatch(items: readonly StreamItem[]): Uint8Array<ArrayBuffer> {
  const payloads = items.map(payloadOf);
  const size = payloads.reduce((sum, payload) => sum + HEADER + payload.length, 0);
  const batch = new Uint8Array(size);
  const view = new DataView(batch.buffer);
  let at = 0;
  items.forEach((item, i) => {
    const payload = payloads[i]!;
    view.setUint8(at, item.type === "bytes" ? TYPE[item.from] : TYPE[item.type]);
    view.setUint32(at + 1, item.type === "checkpoint" ? 0 : item.conn);
    view.setFloat64(at + 5, item.t);
    view.setUint32(at + 13, payload.length);
    batch.set(payload, at + HEADER);
    at += HEADER + payload.length;
  });
  return batch;
}

function payloadOf(item: StreamItem): Uint8Array {
  if (item.type === "bytes") return item.bytes;
  return utf8.encode(JSON.stringify(item.type === "note" ? item.note : item.checkpoint));
}

/**
 * The items of a batch; their bytes are views into it.
 * @throws RangeError when the batch is cut short, TypeError on an unknown type, SyntaxError on a note that is not JSON.
 */
export function decodeBatch(batch: Uint8Array): StreamItem[] {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const items: StreamItem[] = [];
  let at = 0;
  while (at < batch.length) {
    const type = view.getUint8(at);
    const conn = view.getUint32(at + 1);
    const t = view.getFloat64(at + 5);
    const end = at + HEADER + view.getUint32(at + 13);
    if (end > batch.length) throw new RangeError("a record of the log stream is cut short");
    const bytes = batch.subarray(at + HEADER, end);
    if (type === TYPE.client || type === TYPE.server)
      items.push({ type: "bytes", conn, from: type === TYPE.client ? "client" : "server", t, bytes });
    else if (type === TYPE.note) items.push({ type: "note", conn, t, note: JSON.parse(text.decode(bytes)) as Note });
    else if (type === TYPE.checkpoint)
      items.push({ type: "checkpoint", t, checkpoint: JSON.parse(text.decode(bytes)) as Checkpoint });
    else throw new TypeError(`a record of the log stream has the unknown type ${type}`);
    at = end;
  }
  return items;
}
