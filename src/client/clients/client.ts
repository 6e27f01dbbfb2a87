/** What every client in the page has in common: a letter, a state to show, and its half of the log. */
import type { Host, LabAddress } from "../host/host.ts";
import type { PageEvent } from "../log/store.ts";

/** The part of a lab session that a client needs. */
export interface Lab {
  readonly host: Host;
  readonly log: { now(): number; page(event: PageEvent, at?: number): unknown };
  open(): Promise<LabAddress>;
}

export type Phase = "idle" | "connecting" | "open" | "closing" | "closed";

export interface ClientState {
  phase: Phase;
  /** How it is connected now: `websocket`, `polling`, or null while it is not. */
  transport: "websocket" | "polling" | null;
  /** The socket's id (Socket.IO), while connected. */
  id?: string;
  /** The event that has led here, if it was one (raw WebSocket). An `error` is no state: its `close` follows at once. */
  event?: "open" | "message" | "close";
  /**
   * Why it is not connected, or what the last call threw: a plain sentence for the learner, beside the browser's or the
   * library's own words.
   */
  problem?: { said: string; meaning: string };
  /** What is worth knowing while it is connected: that it stays on polling, and why. */
  notice?: string;
  /** Bytes that `send` took and the browser has not handed to the network yet (raw WebSocket). */
  bufferedAmount?: number;
}

export const IDLE: ClientState = { phase: "idle", transport: null };

/** An argument as it would stand in the program's text, cut where it gets long. */
export function quote(value: unknown): string {
  const text = written(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** JSON where it can say it; what it would lose or refuse stands as the program has it. */
function written(value: unknown): string {
  if (value instanceof Blob) return `<Blob, ${value.size} bytes>`;
  if (value instanceof ArrayBuffer) return `<ArrayBuffer, ${value.byteLength} bytes>`;
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if (typeof value === "function") return "callback";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value instanceof Date) return `new Date(${Number.isNaN(value.getTime()) ? "NaN" : JSON.stringify(value)})`;
  if (value instanceof Map) return `new Map(${written([...value])})`;
  if (value instanceof Set) return `new Set(${written([...value])})`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${written(item)}`)
    .join(",")}}`;
}

/** Arguments as an entry keeps them: in words, where JSON throws at them and could not be written down. */
export function keepable(args: readonly unknown[]): readonly unknown[] {
  try {
    JSON.stringify(args);
    return args;
  } catch {
    return args.map(quote);
  }
}

export function call(name: string, args: readonly unknown[]): string {
  return `${name}(${args.map(quote).join(", ")})`;
}
