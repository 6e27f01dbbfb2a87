/** Arguments as the log keeps them: a copy in JSON's terms, so that what the program does with them later changes nothing. */
import { types } from "node:util";

const STRING_LIMIT = 4_096;
const ITEM_LIMIT = 1_000;
const DEPTH_LIMIT = 32;
const HEX_LIMIT = 64;

/**
 * Binary values become `{ binary: length, hex }` (at most 64 bytes), functions are left out of objects and named in
 * lists, and what is too long or too deep is cut.
 */
export function describe(args: readonly unknown[]): unknown[] {
  return args.map((value) => describeValue(value, 0));
}

function describeValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return value.length > STRING_LIMIT ? `${value.slice(0, STRING_LIMIT)}…` : value;
    case "number":
    case "boolean":
      return value;
    case "bigint":
      return `${value}n`;
    case "function":
      return "function";
    case "object":
      return value === null ? null : describeObject(value, depth);
    default:
      return null;
  }
}

function describeObject(value: object, depth: number): unknown {
  const bytes = bytesOf(value);
  if (bytes) return { binary: bytes.length, hex: bytes.toString("hex", 0, HEX_LIMIT) };
  if (depth === DEPTH_LIMIT) return "…";
  const json = (value as { toJSON?: unknown }).toJSON;
  if (typeof json === "function") return describeValue(json.call(value), depth + 1);
  if (Array.isArray(value)) return value.slice(0, ITEM_LIMIT).map((item) => describeValue(item, depth + 1));
  const copy: Record<string, unknown> = {};
  let items = 0;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === "function" || item === undefined) continue;
    if (++items > ITEM_LIMIT) break;
    // Not by assignment: a key may be "__proto__".
    Object.defineProperty(copy, name, { value: describeValue(item, depth + 1), enumerable: true });
  }
  return copy;
}

function bytesOf(value: object): Buffer | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? Buffer.from(value) : undefined;
}
