/** JSON values of any size as a short text. */

/** Characters of a preview, about. */
const LENGTH = 160;
/** Characters of a string in it. */
const STRING = 60;
/** Levels of it. */
const DEPTH = 4;

/** The value as JSON, cut off where it gets long or deep. Looks at no more of the value than it shows. */
export function preview(value: unknown): string {
  const out: string[] = [];
  write(value, out, { left: LENGTH }, 0);
  return out.join("");
}

interface Room {
  left: number;
}

function put(text: string, out: string[], room: Room): void {
  out.push(text);
  room.left -= text.length;
}

function write(value: unknown, out: string[], room: Room, depth: number): void {
  if (typeof value === "string")
    put(JSON.stringify(value.length > STRING ? `${value.slice(0, STRING)}…` : value), out, room);
  else if (typeof value !== "object" || value === null) put(String(value), out, room);
  else if (depth >= DEPTH) put("…", out, room);
  else if (Array.isArray(value)) writeArray(value, out, room, depth);
  else if (isAttachment(value)) put(`<${value.binary} bytes>`, out, room);
  else writeObject(value as Record<string, unknown>, out, room, depth);
}

function writeArray(values: readonly unknown[], out: string[], room: Room, depth: number): void {
  put("[", out, room);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) put(",", out, room);
    if (room.left <= 0) {
      put(`… ${values.length - i} more`, out, room);
      break;
    }
    write(values[i], out, room, depth + 1);
  }
  put("]", out, room);
}

function writeObject(object: Record<string, unknown>, out: string[], room: Room, depth: number): void {
  put("{", out, room);
  let first = true;
  for (const key in object) {
    if (!first) put(",", out, room);
    first = false;
    if (room.left <= 0) {
      put("…", out, room);
      break;
    }
    put(`${JSON.stringify(key.length > STRING ? `${key.slice(0, STRING)}…` : key)}:`, out, room);
    write(object[key], out, room, depth + 1);
  }
  put("}", out, room);
}

/** As `data` has them (log.ts). */
function isAttachment(value: object): value is { binary: number; hex: string } {
  const { binary, hex } = value as { binary?: unknown; hex?: unknown };
  return typeof binary === "number" && typeof hex === "string" && Object.keys(value).length === 2;
}
