/** For tests: a short conversation as records, and a capture as the bytes of its file. */
import type { LogRecord } from "../records.ts";
import type { Capture } from "./file.ts";
import { captureLines } from "./write.ts";

export const ABOUT = { program: "03-ws-echo", began: 1_767_323_045_000 };

export function saved(capture: Capture): Uint8Array {
  return new TextEncoder().encode([...captureLines(capture)].join(""));
}

/** A restart, a handshake with a cookie, a message and its answer, and what the program did about it. */
export const chat: LogRecord[] = [
  {
    type: "note",
    conn: 0,
    t: 0,
    note: { layer: "app", kind: "restart", from: "lab", data: { program: "03-ws-echo", io: { pingInterval: 1_000 } } },
  },
  tcp(1, "open", { connection: 1, reused: false }, "A"),
  said(1, "client", "GET /ws?client=A HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: a=b\r\n\r\n"),
  said(1, "server", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
  said(1, "client", "\x81\x82\0\0\0\0hi"),
  app("event", { id: "c1", name: "message", args: ["hi"] }, { id: 1, in: ["c1", 0] }),
  app(
    "emit",
    { id: "c1", call: "send", name: "message", args: ["ho"], to: [{ id: "c1" }] },
    { cause: 1, out: [["c1", 0]] },
  ),
  said(1, "server", "\x81\x02ho"),
  tcp(1, "close", { how: "end", by: "client" }),
];

function tcp(conn: number, kind: string, data: Record<string, unknown>, client?: string): LogRecord {
  return {
    type: "note",
    conn,
    t: 1.25,
    note: { layer: "tcp", kind, from: "client", ...(client ? { client } : {}), data },
  };
}

function app(kind: string, data: Record<string, unknown>, links: object): LogRecord {
  return { type: "note", conn: 1, t: 2.5, note: { layer: "app", kind, from: "server", client: "A", data, ...links } };
}

export function said(conn: number, from: "client" | "server", text: string): LogRecord {
  return { type: "bytes", conn, from, t: 2, bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}
