/** Lines up to and with the empty one that ends them: a head, or the trailers of a chunked body. */
import { Held } from "./bytes.ts";

/** Bytes of a head, of a chunk's size line or of trailers after which reading is given up. */
export const HEAD_LIMIT = 65_536;

export interface SavedLines {
  held: string;
  line: number;
}

export class HttpLines {
  readonly held: Held;
  /** Bytes of the current line so far, CR not counted. */
  #line: number;

  constructor(saved?: SavedLines) {
    this.held = new Held(saved?.held);
    this.#line = saved?.line ?? 0;
  }

  /** Takes bytes from `at` on. @returns the offset after the empty line; -1: not there yet; -2: over the limit. */
  read(bytes: Uint8Array, at: number): number {
    const limit = Math.min(bytes.length, at + HEAD_LIMIT - this.held.length);
    for (let i = at; i < limit; i++) {
      const byte = bytes[i]!;
      if (byte !== 10) {
        if (byte !== 13) this.#line++;
      } else if (this.#line > 0) this.#line = 0;
      else {
        this.held.push(bytes.subarray(at, i + 1));
        return i + 1;
      }
    }
    this.held.push(bytes.subarray(at, limit));
    return this.held.length >= HEAD_LIMIT ? -2 : -1;
  }

  save(): SavedLines {
    return { held: this.held.save(), line: this.#line };
  }
}
