/** permessage-deflate (RFC 7692): what a handshake has agreed on, and compressed messages made plain. */
import type { Side } from "./bytes.ts";
import type { createInflater, InflateError, Inflater } from "./inflate.ts";
import type { RuleCode } from "./rules.ts";
import { checkUtf8, UTF8_START } from "./utf8.ts";
import type { Message } from "./websocket.ts";

/**
 * What a decoder inflates with. It is handed in, and may come later: an inflater is large, and few connections are
 * compressed.
 */
export interface Inflation {
  create: typeof createInflater | undefined;
  /** Compression was agreed on while there was nothing to inflate with. */
  wanted: boolean;
  /** What is to be read then, in order. */
  readonly held: (() => void)[];
}

/** How one side compresses. */
export interface SavedCompression {
  /** Whether its messages may refer to earlier ones. */
  contextTakeover: boolean;
  /** How far back, as a power of two: 8 to 15. */
  windowBits: number;
  /** The bytes that the next message may refer to, in base64; null when they are lost. */
  window: string | null;
}

/** @param extensions of the answer to a handshake, in lower case. @returns null where it names no permessage-deflate */
export function agreedCompression(extensions: readonly string[]): Record<Side, SavedCompression> | null {
  const agreed = extensions.find((extension) => /^permessage-deflate *(;|$)/.test(extension));
  if (agreed === undefined) return null;
  const of = (side: Side): SavedCompression => ({
    contextTakeover: !new RegExp(`; *${side}_no_context_takeover *(;|$)`).test(agreed),
    windowBits: Number(new RegExp(`; *${side}_max_window_bits *= *"?([89]|1[0-5])"? *(;|$)`).exec(agreed)?.[1] ?? 15),
    window: "",
  });
  return { client: of("client"), server: of("server") };
}

/** Makes the compressed messages of one direction plain, one after the other. */
export class Decompressor {
  readonly #inflation: Inflation;
  readonly #saved: SavedCompression;
  /** Made for the first message: many connections agree on compression and never use it. */
  #inflater: Inflater | undefined;

  constructor(inflation: Inflation, saved: SavedCompression) {
    this.#inflation = inflation;
    this.#saved = saved;
  }

  save(): SavedCompression {
    return this.#inflater ? { ...this.#saved, window: this.#inflater.save() } : this.#saved;
  }

  /** @returns the plain message, in memory of its own, or the rule that the compressed one breaks */
  read({ binary, bytes, start, end, length }: Message): Message | RuleCode {
    if (end - start < length) return "websocket.inflated-length";
    this.#inflater ??= this.#inflation.create!(this.#saved, this.#saved.window);
    let plain: Uint8Array;
    try {
      plain = this.#inflater.inflate(bytes.subarray(start, end));
    } catch (error) {
      const { name, code } = error as InflateError;
      if (name !== "InflateError") throw error;
      return code === "data" || code === "incomplete" ? "websocket.deflate" : "websocket.inflated-length";
    }
    if (!binary && checkUtf8(UTF8_START, plain, 0, plain.length) !== UTF8_START) return "websocket.utf8";
    return { binary, compressed: false, bytes: plain, start: 0, end: plain.length, length: plain.length };
  }
}
