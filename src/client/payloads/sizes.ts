/** Messages sent to find out how large one may be, and what became of each, as the wire tells it. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { answerOf } from "../missions/answers.ts";
import type { Run } from "../missions/mission.ts";

export type Transport = "websocket" | "polling";

export interface SizeSend {
  transport: Transport;
  /** Bytes that were to be carried. */
  length: number;
  /** The text that announced them. */
  n: number;
  /** The acknowledgement, or what ended the connection: a close frame with 1009, or 413. Nothing yet: undefined. */
  outcome?: { n: number; fits: boolean };
  /** What the server's `disconnect` said, where the connection ended with it. */
  there?: { n: number; reason: string };
}

/** Which client sends over which transport. */
export const SIZE_CLIENTS: Readonly<Record<Transport, string>> = { websocket: "B", polling: "C" };

/** Largest size that the widget sends: some way above the limit. */
export const MOST = 60_000;

/** How close the two sizes around the limit have to be, in bytes. */
export const WIDTH = 1_000;
/** In how many sends over one transport. */
export const SENDS = 6;

/** The packet that comes before the bytes: `51-0["size",12000,…`, with or without Engine.IO's 4. */
const ANNOUNCED = /^4?51-\d*\["size",(\d+),/;

const TEXT = new TextDecoder();

/** All of them, in order. */
function sizesOf(entries: readonly Entry[]): SizeSend[] {
  const sends: SizeSend[] = [];
  const open = new Map<string, SizeSend>();
  const latest = new Map<string, SizeSend>();
  for (const entry of entries) {
    const { client, n } = entry;
    if (client === undefined) continue;
    if (isMessage(entry) && entry.from === "client" && !entry.data.binary) {
      const [, length] = ANNOUNCED.exec(TEXT.decode(entry.bytes.subarray(0, 64))) ?? [];
      if (length === undefined) continue;
      const send = { transport: entry.data.transport, length: Number(length), n };
      sends.push(send);
      open.set(client, send);
      latest.set(client, send);
      continue;
    }
    const told = latest.get(client);
    if (told && !told.outcome?.fits && entry.layer === "app" && entry.kind === "disconnect")
      told.there ??= { n, reason: entry.data.reason };
    const fits = outcomeOf(entry);
    const send = open.get(client);
    if (!send || fits === undefined) continue;
    send.outcome = { n, fits };
    open.delete(client);
  }
  return sends;
}

/** Those that count: all, or those since the count over their transport was begun anew. */
export function countedOf(run: Run): SizeSend[] {
  const from = answerOf(run, "counts");
  return sizesOf(run.entries).filter(({ transport, n }) => n > (from?.[transport] ?? 0));
}

function isMessage(entry: Entry): entry is EntryOf<"engine.io", "message"> {
  return entry.layer === "engine.io" && entry.kind === "message";
}

/** Whether this entry says that a message was taken, or that it was too large; undefined where it says neither. */
function outcomeOf(entry: Entry): boolean | undefined {
  if (entry.from !== "server") return undefined;
  if (entry.layer === "socket.io") return entry.kind === "ack" ? true : undefined;
  if (entry.layer === "websocket" && entry.kind === "frame") return entry.data.code === 1009 ? false : undefined;
  return entry.layer === "http" && entry.kind === "response" && entry.data.status === 413 ? false : undefined;
}

/** What is known of the limit: the largest that was taken, the smallest that was not. */
export function bracketOf(sends: readonly SizeSend[]): { fits?: SizeSend; fails?: SizeSend } {
  let fits: SizeSend | undefined;
  let fails: SizeSend | undefined;
  for (const send of sends) {
    if (send.outcome?.fits && (!fits || send.length > fits.length)) fits = send;
    if (send.outcome?.fits === false && (!fails || send.length < fails.length)) fails = send;
  }
  return { ...(fits && { fits }), ...(fails && { fails }) };
}
