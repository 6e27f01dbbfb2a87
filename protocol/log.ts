/**
 * The log: what one lab saw, as entries by layer.
 *
 * An entry in memory keeps its bytes as a view and has no text made for people; `toLine` (json.ts) makes the
 * line of the NDJSON view from it (docs/guides/protocol.md), `summarize` (summary.ts) its one-line summary.
 */

/** From the outside in: each layer travels inside the one before it. Always these six, in this order. */
export const LAYERS = ["tcp", "http", "websocket", "engine.io", "socket.io", "app"] as const;
export type Layer = (typeof LAYERS)[number];

export type From = "client" | "server" | "lab";

/** A header as it was sent: name in its own spelling, value without the white space around it. */
export type Header = [name: string, value: string];

/**
 * Who got an emit: a client's letter (from `?client=`) where it has one, and the socket's id (or the `conn` of a raw
 * WebSocket).
 */
export interface Receiver {
  client?: string;
  id: string;
}

/** Bytes that cannot be read as this layer's protocol. It stands where the readable entry would have stood. */
export interface Violation {
  /** What is wrong, from protocol/wire/rules.ts, e.g. `websocket.unmasked`. */
  code: string;
  /** Where it is forbidden, e.g. `RFC 6455 §5.1`. */
  rule: string;
  /** What the rule says, in one sentence for a reader. */
  message: string;
  /** Bytes that break it. */
  length: number;
}

/**
 * The fixed fields of `data`, by layer and kind. `length` is always the whole length in bytes, also where `hex` is cut.
 */
export interface Data {
  tcp: {
    /**
     * A stretch of a TCP connection begins that belongs to this lab and one client. `connection` numbers the TCP
     * connections of this lab; one may carry several stretches (`conn`). `reused`: it has carried something else
     * before.
     */
    open: { connection: number; reused: boolean };
    /** One read or write of the server's program: not a TCP segment. */
    chunk: { length: number };
    /**
     * `end`: FIN. `reset`: RST or an error. `released`: the connection lives on, outside this lab. `by`: who began it.
     */
    close: { how: "end" | "reset" | "released"; by: From };
    violation: Violation;
  };
  http: {
    /** A head, complete. `version` is `1.1`; `length` is that of the head, with its empty line. */
    request: { method: string; target: string; version: string; headers: Header[]; length: number };
    /** A head, complete; 100 and 103 come before the final one. */
    response: { status: number; reason: string; version: string; headers: Header[]; length: number };
    /**
     * A body; or a piece of one: each chunk of a chunked body, each MiB of a body with a length, each 64 KiB of one
     * that ends with the connection. `length` and `offset` count content, without the size lines of chunks. `final`:
     * nothing follows; the last chunk is empty.
     */
    body: { length: number; offset: number; final: boolean; framing: "length" | "chunked" | "close" };
    violation: Violation;
  };
  websocket: {
    /** Every frame, whatever its opcode. */
    frame: {
      fin: boolean;
      /** The three reserved bits as a number: RSV1 is 4, RSV2 is 2, RSV3 is 1. */
      rsv: number;
      opcode: number;
      name: "continuation" | "text" | "binary" | "close" | "ping" | "pong";
      masked: boolean;
      /** The masking key as 8 hex digits, or null. */
      key: string | null;
      /** Payload bytes. */
      length: number;
      /** How many bits the length took: 7, 16 or 64. */
      lengthBits: 7 | 16 | 64;
      /** Header bytes, key included. */
      header: number;
      /** Of a message that is compressed (permessage-deflate), all its frames. */
      compressed?: true;
      /** Bytes of the whole message when it is inflated; on the last frame of a compressed one. */
      plain?: number;
      /**
       * Of a text message's frame, a ping or a pong, where its payload alone is UTF-8; of a compressed text message the
       * whole text, on its last frame. Cut at 4,096 characters.
       */
      text?: string;
      /** Close frames with a body. */
      code?: number;
      reason?: string;
    };
    violation: Violation;
  };
  "engine.io": {
    /** The server opens a session; times in milliseconds. Older Python servers send no `maxPayload`. */
    open: { sid: string; upgrades: string[]; pingInterval: number; pingTimeout: number; maxPayload?: number };
    /** The session ends. */
    close: Record<string, never>;
    /** `probe`: the payload that checks a new transport. */
    ping: { probe: boolean };
    pong: { probe: boolean };
    /** `length`: of what is after the type; of binary data over HTTP, when its base64 is decoded. */
    message: { length: number; binary: boolean; transport: "polling" | "websocket" };
    /** The client uses the new transport from here on. */
    upgrade: Record<string, never>;
    /** The server ends a poll that waits, because the transport changes. */
    noop: Record<string, never>;
    violation: Violation;
  };
  "socket.io": {
    /** The client asks for a namespace (`payload`: its `auth`), or the server grants it (`{ sid }`). */
    connect: { nsp: string; payload?: unknown };
    disconnect: { nsp: string };
    /**
     * `id`: an acknowledgement is wanted. Values nested deeper than 64 levels are cut off, in all packets and notes.
     */
    event: { nsp: string; id?: number; name: string; args: unknown[] };
    /** The entry's `answers` is the event's n. */
    ack: { nsp: string; id: number; args: unknown[] };
    /** `payload`: `{ message, data }`, or a string from older servers. */
    connect_error: { nsp: string; payload: unknown };
    /** Made when the last attachment has come; binary args are `{ "binary": length, "hex": "…" }` (cut at 64 bytes). */
    binary_event: { nsp: string; id?: number; name: string; args: unknown[]; attachments: number };
    binary_ack: { nsp: string; id: number; args: unknown[]; attachments: number };
    violation: Violation;
  };
  app: {
    /** `protocol`: which of the lab's servers took it. `id`: the socket's id, or the conn of a raw WebSocket. */
    connection: { id: string; protocol: "socket.io" | "websocket"; nsp?: string; transport?: string };
    disconnect: { id: string; reason: string };
    /** A handler of the program was called. */
    event: { id: string; name: string; args: unknown[] };
    /**
     * The program sent something; `to` are the clients that it was handed to. `call`: `emit`, `broadcast`, `send`,
     * `ack`.
     */
    emit: { id?: string; call: "emit" | "broadcast" | "send" | "ack"; name: string; args: unknown[]; to: Receiver[] };
    join: { id: string; room: string };
    leave: { id: string; room: string };
    note: { text: string };
    /** A throw in the program, or a limit met by a client; `code` from protocol/errors.ts. */
    error: { code: string; message: string; where: string };
    /** The server said no: before or instead of the program. */
    refusal: { code: string; message: string; hint: string; status?: number; close?: number };
    fault: { fault: string; target: string; [detail: string]: unknown };
    /** `io`: the options of Socket.IO that the lab's owner has set, in milliseconds. */
    restart: { program: string; io?: { pingInterval?: number; pingTimeout?: number } };
    /** Entries that this reader did not get: n from `from` to `to`. Not one of the lab's own entries. */
    missed: { from: number; to: number; count: number };
  };
}

export type Kind<L extends Layer> = keyof Data[L] & string;

interface Common {
  /** From 1, without gaps per lab, going on over restarts. */
  n: number;
  /** Milliseconds since the lab began, monotonic. */
  t: number;
  /** The stretch of a TCP connection that belongs to the lab (`c3`), or `""` for the lab itself. */
  conn: string;
  /** The letter or name from `?client=`. */
  client?: string;
  from: From;
  /** The entry one layer below that carried it; of several, the one that completed it. */
  parent?: number;
  /** The app entry that led to it. */
  cause?: number;
  /** An acknowledgement: the n of the event that it answers. */
  answers?: number;
  /** tcp, http, websocket: as on the wire. Above: unmasked, inflated, de-chunked. Empty for app entries. */
  bytes: Uint8Array;
  /** The last frame of a compressed message: the whole message, inflated. Stands in no line; `data.text` does. */
  plain?: Uint8Array;
}

export type EntryOf<L extends Layer, K extends Kind<L>> = Common & { layer: L; kind: K; data: Data[L][K] };

/** One entry: `layer` and `kind` tell which `data` it has. */
export type Entry = { [L in Layer]: { [K in Kind<L>]: EntryOf<L, K> }[Kind<L>] }[Layer];

/**
 * What only the page can know (design: `readyState`, 1006, `connect_error` texts, local exceptions). Numbered `p1, p2 …`;
 * `after`: the last n that the page had seen.
 */
export interface PageEntry {
  p: number;
  after: number;
  /** On the lab's clock (the offset is measured), milliseconds. */
  t: number;
  client: string;
  layer: "app";
  kind: "connection" | "disconnect" | "event" | "emit" | "error" | "note";
  /**
   * Plain sentence: what the page's program did or was told, e.g. `socket.emit("ping", 1)` or `close 1006, not clean`.
   */
  summary: string;
  data: Record<string, unknown>;
}
