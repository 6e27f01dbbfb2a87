/**
 * Inflates the messages of permessage-deflate (RFC 7692 §7.2.2), in Node and in the browser, at once and not by callback.
 *
 * zlib itself keeps state that cannot be saved. But between two messages all there is to know is what was inflated
 * last: the window that the next message may refer to. So every message starts zlib anew with that window, and one
 * zlib serves all connections. It costs a few microseconds a message, and an inflater made from a saved one cannot
 * differ from one that went on.
 */
import {
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
  zlibInflateResetKeep,
  zlibInflateSetDictionary,
  Z_BUF_ERROR,
  Z_OK,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  ZStream,
} from "pako";
import { EMPTY, fromBase64, toBase64 } from "./bytes.ts";
import { MESSAGE_LIMIT } from "./websocket.ts";

/**
 * Bytes of one inflated message: a frame of a few kilobytes may claim to be gigabytes. As much as is held of a message
 * that was never compressed.
 */
export const INFLATED_LIMIT = MESSAGE_LIMIT;

export interface InflaterOptions {
  /** Whether messages may refer to earlier ones: without `server_no_context_takeover` or `client_no_context_takeover`. */
  contextTakeover: boolean;
  /** How far back, as a power of two: `server_max_window_bits` or `client_max_window_bits`. 8 to 15, without it 15. */
  windowBits?: number;
  /** Bytes that a message may have when inflated; without it `INFLATED_LIMIT`. */
  limit?: number;
}

/** One direction of one connection. */
export interface Inflater {
  /**
   * The plain bytes of one whole message, given the payloads of its frames unmasked and joined. The result is the caller's.
   * @throws InflateError; then, with context takeover, for every message that follows too: its window is lost.
   */
  inflate(payload: Uint8Array): Uint8Array<ArrayBuffer>;
  /** The state as JSON, for `createInflater`: the last inflated bytes in base64; null when they are lost. */
  save(): string | null;
}

/** `data`: not deflate; `incomplete`: ends within a block; `size`: over the limit; `window`: an earlier message failed. */
export class InflateError extends Error {
  readonly code: "data" | "incomplete" | "size" | "window";

  constructor(code: InflateError["code"], message: string) {
    super(message);
    this.name = "InflateError";
    this.code = code;
  }
}

/**
 * @param saved where to go on from
 * @example
 * const options = { contextTakeover: true };
 * const inflater = createInflater(options);
 * inflater.inflate(Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00)); // "Hello"
 * const same = createInflater(options, inflater.save());
 */
export function createInflater(options: InflaterOptions, saved: string | null = ""): Inflater {
  const { contextTakeover, windowBits = 15, limit = INFLATED_LIMIT } = options;
  // zlib writes with 2^9 where 2^8 was agreed on.
  const size = 2 ** Math.max(windowBits, 9);
  let window = saved === null ? null : new History(size).add(fromBase64(saved));

  return {
    inflate(payload) {
      if (!window) throw new InflateError("window", "The window is lost: an earlier message could not be inflated.");
      try {
        const plain = inflateMessage(payload, window.recent(), limit);
        if (contextTakeover) window.add(plain);
        return plain;
      } catch (error) {
        if (contextTakeover) window = null;
        throw error;
      }
    },
    save: () => window && toBase64(window.recent()),
  };
}

/** The last bytes of a stream, at least `size` of them where there were as many. */
class History {
  readonly #size: number;
  #bytes: Uint8Array = EMPTY;
  #length = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(bytes: Uint8Array): this {
    const added = bytes.subarray(-this.#size);
    if (this.#length + added.length > this.#bytes.length) this.#makeRoom(added.length);
    this.#bytes.set(added, this.#length);
    this.#length += added.length;
    return this;
  }

  recent(): Uint8Array {
    return this.#bytes.subarray(Math.max(0, this.#length - this.#size), this.#length);
  }

  /** The buffer has twice the size in the end, so that bytes are moved once in `size` bytes. */
  #makeRoom(room: number): void {
    const kept = this.recent();
    const capacity = Math.min(2 * this.#size, Math.max(2 * (kept.length + room), 256));
    const bytes = capacity > this.#bytes.length ? new Uint8Array(capacity) : this.#bytes;
    bytes.set(kept);
    this.#bytes = bytes;
    this.#length = kept.length;
  }
}

/** What the sender has taken off the end of the message (RFC 7692 §7.2.1): the end of an empty stored block. */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);
/** zlib's `data_type` after the end of a block, with no bits of the next one read. */
const BETWEEN_BLOCKS = 128;

let shared: ZStream | undefined;
const scratch = new Uint8Array(65_536);

/** A raw deflate stream with the largest window: zlib reads what was written with a smaller one too. */
function zlib(): ZStream {
  if (shared) zlibInflateReset(shared);
  else zlibInflateInit2((shared = new ZStream()), -15);
  return shared;
}

function inflateMessage(payload: Uint8Array, window: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const stream = zlib();
  if (window.length > 0) zlibInflateSetDictionary(stream, window);
  const output = new Output(limit);
  // Most senders never mark a block as the last; one that does begins anew after it (RFC 7692 §7.2.3.5).
  for (const input of [payload, TAIL]) {
    stream.input = input;
    stream.next_in = 0;
    stream.avail_in = input.length;
    drain(stream, output);
  }
  if (stream.data_type !== BETWEEN_BLOCKS)
    throw new InflateError("incomplete", "The compressed data ends within a block.");
  return output.join();
}

/** Inflates all the input that the stream has. */
function drain(stream: ZStream, output: Output): void {
  do {
    stream.output = scratch;
    stream.next_out = 0;
    stream.avail_out = scratch.length;
    const status = zlibInflate(stream, Z_SYNC_FLUSH);
    output.add(scratch.subarray(0, stream.next_out));
    if (status === Z_STREAM_END) zlibInflateResetKeep(stream);
    else if (status !== Z_OK && status !== Z_BUF_ERROR)
      throw new InflateError("data", `The compressed data is not deflate: ${stream.msg}.`);
  } while (stream.avail_in > 0 || stream.avail_out === 0);
}

class Output {
  readonly #limit: number;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > this.#limit)
      throw new InflateError("size", `The message inflates to more than ${this.#limit} bytes.`);
    this.#pieces.push(bytes.slice() as Uint8Array<ArrayBuffer>);
  }

  join(): Uint8Array<ArrayBuffer> {
    if (this.#pieces.length === 1) return this.#pieces[0]!;
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
}
