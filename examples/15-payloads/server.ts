import { createHash } from "node:crypto";
import { inspect } from "node:util";
import type { Lab, ProgramOptions } from "../lab.ts";

export const about = {
  title: "What fits in a message",
  lesson: 15,
  events: [
    "mirror (value, ack) → ack({ type, shown }, value): what the program has, described, and the value sent back",
    "rebuild (rules, { map, date, bytes }, ack) → ack({ map, date, bytes }), each described as it is after its rule",
    "size (length, bytes, ack) → ack(length), when so many bytes came",
    "piece (at, bytes, ack) → ack(length of all that came in order); at 0 begins anew",
    "whole (ack) → ack({ length, sha1 }) of all pieces together",
  ],
};

// Socket.IO takes 1,000,000 bytes unless told otherwise. This program says 20,000, so that its limit is soon met.
export const options: ProgramOptions = { io: { maxHttpBufferSize: 20_000 } };

/** Deeper than this nothing is mirrored: whatever walks through a value does so by recursion. */
const DEPTH = 16;

/** A value in words: its type, and what Node shows of it. */
interface Described {
  type: string;
  shown: string;
}

/** The rules that a client may choose, each by its own text. */
interface Rules {
  map: keyof typeof MAP_RULES;
  date: keyof typeof DATE_RULES;
  bytes: keyof typeof BYTES_RULES;
}

type Three<T> = Record<"map" | "date" | "bytes", T>;

export interface ClientToServer {
  mirror: (value: unknown, ack: (had: Described, value: unknown) => void) => void;
  rebuild: (rules: Rules, sent: Three<unknown>, ack: (has: Three<Described>) => void) => void;
  size: (length: number, bytes: Buffer, ack: (length: number) => void) => void;
  piece: (at: number, bytes: Buffer, ack: (length: number) => void) => void;
  whole: (ack: (all: { length: number; sha1: string }) => void) => void;
}

// #region rules
const MAP_RULES = {
  value: (value: unknown) => value,
  "new Map(value)": (value: unknown) => new Map(value as [unknown, unknown][]),
  "new Map(Object.entries(value))": (value: unknown) => new Map(Object.entries(value as object)),
  "new Map(JSON.parse(value))": (value: unknown) => new Map(JSON.parse(value as string)),
};

const DATE_RULES = {
  value: (value: unknown) => value,
  "new Date(value)": (value: unknown) => new Date(value as string | number),
};

const BYTES_RULES = {
  value: (value: unknown) => value,
  "Buffer.from(value)": (value: unknown) => bytesFrom(value),
};
// #endregion

export default function payloads({ io }: Lab<ClientToServer>) {
  // Anybody may send anything, so each handler looks at what it got.
  io.on("connection", (socket) => {
    // #region mirror
    socket.on("mirror", (value, ack) => {
      if (typeof ack !== "function" || nestsDeeper(value, DEPTH)) return;
      ack(described(value), value);
    });
    // #endregion

    socket.on("rebuild", (rules, sent, ack) => {
      if (typeof ack !== "function") return;
      ack({
        map: rebuilt(MAP_RULES, rules?.map, sent?.map),
        date: rebuilt(DATE_RULES, rules?.date, sent?.date),
        bytes: rebuilt(BYTES_RULES, rules?.bytes, sent?.bytes),
      });
    });

    socket.on("size", (length, bytes, ack) => {
      if (typeof ack === "function" && Buffer.isBuffer(bytes) && bytes.length === length) ack(length);
    });

    // #region pieces
    // The pieces themselves are not kept: of all clients together that would be too much.
    let hash = createHash("sha1");
    let length = 0;

    socket.on("piece", (at, bytes, ack) => {
      if (typeof ack !== "function" || !Buffer.isBuffer(bytes)) return;
      if (at === 0) [hash, length] = [createHash("sha1"), 0];
      // What does not follow on does not count. The answer says where to go on.
      if (at === length) {
        hash.update(bytes);
        length += bytes.length;
      }
      ack(length);
    });

    socket.on("whole", (ack) => {
      if (typeof ack === "function") ack({ length, sha1: hash.copy().digest("hex") });
    });
    // #endregion
  });
}

/** What the rule makes of the value; what it throws, where it cannot be done. */
function rebuilt(rules: Record<string, (value: unknown) => unknown>, name: unknown, value: unknown): Described {
  try {
    if (typeof name !== "string" || !Object.hasOwn(rules, name)) throw new RangeError("no rule of this program");
    return described(rules[name]!(value));
  } catch (error) {
    const { name: type, message } = error as Error;
    return { type, shown: message };
  }
}

function described(value: unknown): Described {
  return {
    type: typeOf(value),
    shown: inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 20 }),
  };
}

function typeOf(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  if (Buffer.isBuffer(value)) return "Buffer";
  if (Array.isArray(value)) return "Array";
  if (value instanceof Date) return "Date";
  return value instanceof Map ? "Map" : "Object";
}

/** `Buffer.from` alone would also take `{ length: 1e9 }`, and all of that memory. */
function bytesFrom(value: unknown): Buffer {
  if (typeof value === "string") return Buffer.from(value);
  if (Array.isArray(value) || Buffer.isBuffer(value)) return Buffer.from(value);
  throw new TypeError(`no bytes can be made from ${value === null ? "null" : typeof value}`);
}

/** Goes down at most `levels`. */
function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return false;
  return levels === 0 || Object.values(value).some((item) => nestsDeeper(item, levels - 1));
}
