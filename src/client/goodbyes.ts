/** How WebSockets came to their end: what passed on the wire, and what each side was told. */
import type { Entry, EntryOf, PageEntry } from "../../protocol/log.ts";
import { inComparison } from "./comparison.ts";
import type { Frame } from "./missions/raw.ts";

/** What one side was told: the page by its close event, the server's program by ws. `key`: the entry that says so. */
export interface Told {
  code: number;
  reason: string;
  /** The browser's own word for a closing handshake that was complete; ws has none. */
  wasClean?: boolean;
  key: number | string;
}

export interface Goodbye {
  conn: string;
  client: string | undefined;
  /** All frames that passed, in both directions. */
  frames: Frame[];
  server: Told | undefined;
  /** How TCP ended; undefined as long as it has not. */
  tcp: EntryOf<"tcp", "close"> | undefined;
}

/**
 * The raw WebSockets of a run, in the order in which they began, whether they have ended or not.
 * Those that carry Engine.IO and those of the comparison are left out.
 */
export function goodbyesOf(entries: readonly Entry[]): Goodbye[] {
  const goodbyes = new Map<string, Goodbye>();
  const carriers = new Set<string>();
  const ends = new Map<string, EntryOf<"tcp", "close">>();
  const of = ({ conn, client }: Entry): Goodbye => {
    let goodbye = goodbyes.get(conn);
    if (!goodbye) goodbyes.set(conn, (goodbye = { conn, client, frames: [], server: undefined, tcp: undefined }));
    return goodbye;
  };
  for (const entry of entries) {
    if (entry.layer === "engine.io") carriers.add(entry.conn);
    else if (entry.layer === "http" && entry.kind === "response" && entry.data.status === 101) of(entry);
    else if (entry.layer === "websocket" && entry.kind === "frame") of(entry).frames.push(entry);
    else if (entry.layer === "tcp" && entry.kind === "close") ends.set(entry.conn, entry);
    else if (entry.layer === "app" && entry.kind === "disconnect") {
      const goodbye = goodbyes.get(entry.conn);
      if (goodbye) goodbye.server = toldServer(entry);
    }
  }
  return [...goodbyes.values()]
    .filter(({ conn, client }) => !carriers.has(conn) && !inComparison(client))
    .map((goodbye) => ({ ...goodbye, tcp: ends.get(goodbye.conn) }));
}

/** `4001 out of turn`: as the server's half of the log writes it down. */
function toldServer({ n, data }: EntryOf<"app", "disconnect">): Told {
  const [code] = data.reason.split(" ", 1);
  return { code: Number(code), reason: data.reason.slice(code!.length + 1), key: n };
}

/** The close event of a page's client that is connected only once. */
export function toldPage(page: readonly PageEntry[], client: string): Told | undefined {
  const entry = page.find(
    (entry) => entry.client === client && entry.kind === "disconnect" && entry.data["event"] === "close",
  );
  if (!entry) return undefined;
  const { code, reason, wasClean } = entry.data as { code: number; reason: string; wasClean: boolean };
  return { code, reason, wasClean, key: `p${entry.p}` };
}

/** A call of `close` that threw, so nothing went out: the last one, of this client or of any. */
export function refusedClose(page: readonly PageEntry[], client?: string): PageEntry | undefined {
  return page.findLast(
    (entry) =>
      entry.kind === "error" && entry.data["call"] === "close" && (client === undefined || entry.client === client),
  );
}

/** What decides about a connection's end: the first close frame, whoever sent it. */
export function closeFrameOf({ frames }: Pick<Goodbye, "frames">): Frame | undefined {
  return frames.find(({ data }) => data.name === "close");
}

/** A code of RFC 6455 §7.4.1 that stands for what was not sent. */
export const NO_CODE = 1005;
export const NO_FRAME = 1006;

/** An end with its code, as the wire has it, and the entry that shows it. */
export interface Ended {
  goodbye: Goodbye;
  /** Of the first close frame; 1005 where that has none, 1006 where TCP ended without any close frame. */
  code: number;
  n: number;
}

/** Connections that are over, in the order in which TCP ended. */
export function endedOf(entries: readonly Entry[]): Ended[] {
  return goodbyesOf(entries)
    .flatMap((goodbye) => (goodbye.tcp ? [{ goodbye, tcp: goodbye.tcp, close: closeFrameOf(goodbye) }] : []))
    .sort((a, b) => a.tcp.n - b.tcp.n)
    .map(({ goodbye, tcp, close }) =>
      close ? { goodbye, code: close.data.code ?? NO_CODE, n: close.n } : { goodbye, code: NO_FRAME, n: tcp.n },
    );
}
