/** Values for the mirror of lesson 15, and how a page says what it has in its hands. */
import { spacedHex } from "../hex.ts";

export interface MirrorValue {
  id: string;
  /** As it stands in a program. */
  code: string;
  make: () => unknown;
}

export const VALUES: readonly MirrorValue[] = [
  { id: "Map", code: 'new Map([["a", 1]])', make: () => new Map([["a", 1]]) },
  { id: "Set", code: "new Set([1, 2])", make: () => new Set([1, 2]) },
  { id: "Date", code: "new Date(0)", make: () => new Date(0) },
  { id: "undefined", code: "undefined", make: () => undefined },
  { id: "undefined inside", code: "{ gone: undefined }", make: () => ({ gone: undefined }) },
  { id: "NaN", code: "NaN", make: () => Number.NaN },
  { id: "BigInt", code: "10n", make: () => 10n },
  { id: "bytes", code: "Uint8Array.of(1, 2, 3, 255)", make: () => Uint8Array.of(1, 2, 3, 255) },
  {
    id: "nested",
    code: "{ n: 1, when: new Date(0), gone: undefined, list: [undefined, NaN], two: [Uint8Array.of(1), Uint8Array.of(2)] }",
    make: () => ({
      n: 1,
      when: new Date(0),
      gone: undefined,
      list: [undefined, Number.NaN],
      two: [Uint8Array.of(1), Uint8Array.of(2)],
    }),
  },
];

/** The value as it stands in a program's text, types and all. */
export function inWords(value: unknown): string {
  if (value instanceof ArrayBuffer) return `ArrayBuffer <${spacedHex(new Uint8Array(value))}>`;
  if (value instanceof Uint8Array) return `Uint8Array <${spacedHex(value)}>`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(inWords).join(", ")}]`;
  if (value instanceof Date) return `Date ${value.toISOString()}`;
  if (value instanceof Map)
    return `Map {${list([...value].map(([key, item]) => `${inWords(key)} → ${inWords(item)}`))}}`;
  if (value instanceof Set) return `Set {${list([...value].map(inWords))}}`;
  return `{${list(Object.entries(value).map(([name, item]) => `${name}: ${inWords(item)}`))}}`;
}

/** Whether what came back is what was sent. Bytes are bytes, whatever type a page has them in. */
export function isSame(sent: unknown, back: unknown): boolean {
  const plain = (value: unknown) => inWords(value).replaceAll("Uint8Array <", "ArrayBuffer <");
  return plain(sent) === plain(back);
}

function list(items: string[]): string {
  return items.length > 0 ? ` ${items.join(", ")} ` : "";
}
