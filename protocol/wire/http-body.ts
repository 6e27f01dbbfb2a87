/** Bodies of HTTP/1.1 messages by length, in chunks, or until the connection ends (RFC 9112 §6, §7). */
import { Held, latin1 } from "./bytes.ts";
import type { Framing } from "./http-head.ts";
import { HEAD_LIMIT, HttpLines, type SavedLines } from "./http-lines.ts";

/** A body with a known length, and a chunk, are handed on in pieces of this many bytes (and the rest). */
export const LENGTH_PIECE = 1_048_576;
/** A body that ends with the connection is handed on in pieces of this many bytes (and the rest). */
export const CLOSE_PIECE = 65_536;

/** A piece of a body; `bytes.subarray(start, start + length)` is its content. */
export interface BodyPiece {
  /** As on the wire: for a chunked body with its size line and line ends, at the end with trailers. */
  bytes: Uint8Array;
  start: number;
  length: number;
  /** Of this piece's content in the whole body. */
  offset: number;
  /** Nothing of this body follows. */
  final: boolean;
  framing: "length" | "chunked" | "close";
}

type State = "data" | "size" | "cr" | "lf" | "trailers" | "done" | "broken";

export interface SavedBody {
  framing: BodyPiece["framing"];
  keep: boolean;
  state: State;
  held: string;
  lines: SavedLines | null;
  remaining: number;
  offset: number;
  start: number;
  length: number;
}

/** Reads one body. Pieces are cut at fixed offsets, so that they do not depend on how the bytes came. */
export class BodyReader {
  readonly framing: BodyPiece["framing"];
  /** `done`: the body is complete; `broken`: a chunk is not one. */
  state: State;
  /** Without it content is counted and never held. */
  readonly #keep: boolean;
  readonly #held: Held;
  #trailers: HttpLines | null = null;
  /** Bytes to come of the body or the chunk; Infinity for a body that ends with the connection. */
  #remaining: number;
  #offset = 0;
  #start = 0;
  #length = 0;

  constructor(framing: Framing, keep: boolean, saved?: SavedBody) {
    this.framing = framing.kind === "none" ? "length" : framing.kind;
    this.#keep = keep;
    this.state = framing.kind === "chunked" ? "size" : "data";
    this.#remaining = framing.kind === "close" ? Infinity : framing.length;
    this.#held = new Held(saved?.held);
    if (!saved) return;
    this.state = saved.state;
    this.#trailers = saved.lines && new HttpLines(saved.lines);
    this.#remaining = saved.framing === "close" ? Infinity : saved.remaining;
    this.#offset = saved.offset;
    this.#start = saved.start;
    this.#length = saved.length;
  }

  static restore(saved: SavedBody): BodyReader {
    return new BodyReader({ kind: saved.framing, length: 0 }, saved.keep, saved);
  }

  save(): SavedBody {
    return {
      framing: this.framing,
      keep: this.#keep,
      state: this.state,
      held: this.#held.save(),
      lines: this.#trailers?.save() ?? null,
      remaining: this.framing === "close" ? 0 : this.#remaining,
      offset: this.#offset,
      start: this.#start,
      length: this.#length,
    };
  }

  /** Reads from `at` until a piece is complete, the body ends or breaks, or the bytes are used up. @returns how far. */
  read(bytes: Uint8Array, at: number, piece: (piece: BodyPiece, at: number) => void): number {
    switch (this.state) {
      case "data":
        return this.#data(bytes, at, piece);
      case "size":
        return this.#size(bytes, at);
      case "cr":
      case "lf":
        return this.#chunkEnd(bytes, at, piece);
      case "trailers":
        return this.#readTrailers(bytes, at, piece);
      default:
        return at;
    }
  }

  /** The connection has ended: completes a body that ends with it. @returns false where bytes are missing. */
  close(piece: (piece: BodyPiece, at: number) => void): boolean {
    if (this.framing !== "close") return false;
    this.state = "done";
    piece(this.#take(true), 0);
    return true;
  }

  /** What is held of an incomplete or broken piece, as on the wire. */
  rest(): Uint8Array {
    if (this.#trailers) this.#held.push(this.#trailers.held.take());
    return this.#held.take();
  }

  #data(bytes: Uint8Array, at: number, piece: (piece: BodyPiece, at: number) => void): number {
    const pieceLength = this.framing === "close" ? CLOSE_PIECE : LENGTH_PIECE;
    const end = Math.min(bytes.length, at + this.#remaining, at + pieceLength - this.#length);
    if (this.#keep) this.#held.push(bytes.subarray(at, end));
    this.#length += end - at;
    this.#remaining -= end - at;
    if (this.#remaining === 0 && this.framing === "chunked") this.state = "cr";
    else if (this.#remaining === 0) this.state = "done";
    if (this.state === "done" || (this.state === "data" && this.#length === pieceLength))
      piece(this.#take(this.state === "done"), end);
    return end;
  }

  #size(bytes: Uint8Array, at: number): number {
    const newline = bytes.indexOf(10, at);
    const end = Math.min(newline < 0 ? bytes.length : newline + 1, at + HEAD_LIMIT - this.#held.length);
    this.#held.push(bytes.subarray(at, end));
    if (this.#held.length >= HEAD_LIMIT) this.state = "broken";
    else if (newline >= 0) this.#sizeLine(this.#held.peek());
    return end;
  }

  #sizeLine(line: Uint8Array): void {
    const size = /^([0-9A-Fa-f]{1,12})(?:[ \t]*;[^\r\n]*)?\r\n$/.exec(latin1(line));
    if (!size) {
      this.state = "broken";
      return;
    }
    this.#start = line.length;
    this.#remaining = parseInt(size[1]!, 16);
    this.state = this.#remaining === 0 ? "trailers" : "data";
    if (this.state === "trailers") this.#trailers = new HttpLines();
  }

  #chunkEnd(bytes: Uint8Array, at: number, piece: (piece: BodyPiece, at: number) => void): number {
    this.#held.push(bytes.subarray(at, at + 1));
    if (bytes[at] !== (this.state === "cr" ? 13 : 10)) this.state = "broken";
    else if (this.state === "cr") this.state = "lf";
    else {
      this.state = "size";
      piece(this.#take(false), at + 1);
    }
    return at + 1;
  }

  #readTrailers(bytes: Uint8Array, at: number, piece: (piece: BodyPiece, at: number) => void): number {
    const end = this.#trailers!.read(bytes, at);
    if (end === -1) return bytes.length;
    this.#held.push(this.#trailers!.held.take());
    this.#trailers = null;
    this.state = end === -2 ? "broken" : "done";
    if (this.state === "broken") return bytes.length;
    piece(this.#take(true), end);
    return end;
  }

  #take(final: boolean): BodyPiece {
    const piece = {
      bytes: this.#held.take(),
      start: this.#start,
      length: this.#length,
      offset: this.#offset,
      final,
      framing: this.framing,
    };
    this.#offset += this.#length;
    this.#start = this.#length = 0;
    return piece;
  }
}
