/** Three things that have to arrive whole, in how many forms they may travel, and by which rules they are put together. */

import type { Name } from "./whole.ts";

const KEYS: [unknown, string][] = [
  [1, "a number"],
  ["1", "a text"],
];

/** What is to be sent: each has something that a careless form loses. */
export const TREASURE = {
  map: new Map(KEYS),
  date: new Date("2026-03-14T15:09:26.535Z"),
  bytes: Uint8Array.of(0, 127, 128, 255),
};

export interface Form {
  id: string;
  /** As it stands in a program. */
  code: string;
  make: () => unknown;
}

/** The forms of each, the careless ones first. */
export const FORMS: Readonly<Record<Name, readonly Form[]>> = {
  map: [
    { id: "map", code: "map", make: () => TREASURE.map },
    { id: "object", code: "Object.fromEntries(map)", make: () => Object.fromEntries(KEYS as [string, string][]) },
    { id: "array", code: "[...map]", make: () => [...TREASURE.map] },
    { id: "json", code: "JSON.stringify([...map])", make: () => JSON.stringify([...TREASURE.map]) },
  ],
  date: [
    { id: "text", code: "String(date)", make: () => String(TREASURE.date) },
    { id: "date", code: "date", make: () => TREASURE.date },
    { id: "number", code: "date.getTime()", make: () => TREASURE.date.getTime() },
    { id: "iso", code: "date.toISOString()", make: () => TREASURE.date.toISOString() },
  ],
  bytes: [
    { id: "text", code: "text, read as UTF-8", make: () => new TextDecoder().decode(TREASURE.bytes) },
    { id: "array", code: "[...bytes]", make: () => [...TREASURE.bytes] },
    { id: "bytes", code: "bytes", make: () => TREASURE.bytes },
  ],
};

/** The rules of the program (examples/15-payloads/server.ts), each called by its own text. */
export const RULES: Readonly<Record<Name, readonly string[]>> = {
  map: ["value", "new Map(value)", "new Map(Object.entries(value))", "new Map(JSON.parse(value))"],
  date: ["value", "new Date(value)"],
  bytes: ["value", "Buffer.from(value)"],
};
