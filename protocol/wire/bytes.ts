/** Bytes and text without `Buffer`: the same in Node and in a browser. */

export type Side = "client" | "server";

/** A packet or message: `bytes[start…end)`, or its beginning where `length` is more. */
export interface Slice {
  bytes: Uint8Array;
  start: number;
  end: number;
  length: number;
}

/** Its bytes as a view of their own. */
export function viewOf({ bytes, start, end }: Slice): Uint8Array {
  return bytes.subarray(start, end);
}

export const EMPTY = new Uint8Array(0);

/** One character for each byte: how HTTP heads are read. (`TextDecoder("latin1")` would read windows-1252.) */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  for (let at = start; at < end; at += 4096)
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + 4096)) as unknown as number[]);
  return text;
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(latin1(bytes));
}

/** @throws DOMException when `text` is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hex of at most `limit` bytes. */
export function toHex(bytes: Uint8Array, limit = bytes.length): string {
  let text = "";
  const end = Math.min(limit, bytes.length);
  for (let i = 0; i < end; i++) text += HEX[bytes[i]!];
  return text;
}

/** Bytes that wait for more. The first piece is kept as a view; from the second on they are copied into one buffer. */
export class Held {
  length = 0;
  #buffer: Uint8Array = EMPTY;
  /** Whether `#buffer` is this object's own, or a view of somebody's first piece. */
  #own = false;

  constructor(saved?: string) {
    if (saved) this.push(fromBase64(saved));
  }

  push(piece: Uint8Array): void {
    if (this.length === 0) {
      this.#buffer = piece;
      this.#own = false;
      this.length = piece.length;
      return;
    }
    const length = this.length + piece.length;
    if (!this.#own || length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.length, 256));
      larger.set(this.#buffer.subarray(0, this.length));
      this.#buffer = larger;
      this.#own = true;
    }
    this.#buffer.set(piece, this.length);
    this.length = length;
  }

  /** What is held, which stays held. Valid until the next `push`. */
  peek(): Uint8Array {
    return this.#buffer.length === this.length ? this.#buffer : this.#buffer.subarray(0, this.length);
  }

  /** What was held; afterwards nothing is. */
  take(): Uint8Array {
    const bytes = this.peek();
    this.#buffer = EMPTY;
    this.length = 0;
    return bytes;
  }

  /** For a checkpoint; the constructor takes it back. */
  save(): string {
    return toBase64(this.peek());
  }
}
