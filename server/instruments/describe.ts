/** Arguments as the log keeps them: a copy in JSON's terms, so that what the program does with them later changes nothing. */
import { types } from "node:util";

const STRING_LIMIT = 4_096;
const DEPTH_LIMIT = 32;
/** Values of one call: things that contain one thing many times grow without bound when they are copied. */
const VALUE_LIMIT = 2_000;
const HEX_LIMIT = 64;
const CUT = "…";

/**
 * Binary values become `{ binary: length, hex }` (at most 64 bytes), functions are named, and what is too long, too deep
 * or too much is cut, with `…` in its place.
 */
export function describe(args: readonly unknown[]): unknown[] {
  const [only] = args;
  if (args.length === 1 && typeof only === "string" && only.length <= STRING_LIMIT) return [only];
  return new Description().list(args, 0) as unknown[];
}

class Description {
  #left = VALUE_LIMIT;

  list(values: readonly unknown[], depth: number): unknown[] {
    const copies: unknown[] = [];
    for (const value of values) {
      copies.push(this.#value(value, depth));
      if (this.#left <= 0) break;
    }
    return copies;
  }

  #value(value: unknown, depth: number): unknown {
    if (this.#left-- <= 0) return CUT;
    switch (typeof value) {
      case "string":
        return value.length > STRING_LIMIT ? value.slice(0, STRING_LIMIT) + CUT : value;
      case "number":
      case "boolean":
        return value;
      case "bigint":
        return `${value}n`;
      case "function":
        return "function";
      case "object":
        return value === null ? null : this.#object(value, depth);
      default:
        return null;
    }
  }

  #object(value: object, depth: number): unknown {
    const bytes = bytesOf(value);
    if (bytes) return { binary: bytes.length, hex: bytes.toString("hex", 0, HEX_LIMIT) };
    if (depth === DEPTH_LIMIT) return CUT;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") return this.#value(toJSON.call(value), depth + 1);
    if (Array.isArray(value)) return this.list(value, depth + 1);
    const copy: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      if (typeof item === "function" || item === undefined) continue;
      // Not by assignment: a key may be "__proto__".
      Object.defineProperty(copy, name, { value: this.#value(item, depth + 1), enumerable: true });
      if (this.#left <= 0) break;
    }
    return copy;
  }
}

function bytesOf(value: object): Buffer | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? Buffer.from(value) : undefined;
}
