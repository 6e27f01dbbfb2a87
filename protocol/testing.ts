/** Records of connections, made by hand. For tests only. */
import { createDecoder } from "./decode.ts";
import type { Entry } from "./log.ts";
import type { Checkpoint, LogRecord, Note } from "./records.ts";
import type { Side } from "./wire/bytes.ts";
import { createInflater } from "./wire/inflate.ts";
import { encodeClose, encodeFrame, OPCODE, type FrameFields } from "./wire/frame.ts";

const utf8 = new TextEncoder();

export const MASKING_KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** Writes down what a server would have observed; each record is a millisecond later than the one before. */
export class Recording {
  readonly records: LogRecord[] = [];

  #at(): number {
    return this.records.length;
  }

  note(conn: number, note: Partial<Note> & Pick<Note, "kind">): this {
    const whole: Note = { layer: "app", from: "server", data: {}, ...note };
    this.records.push({ type: "note", conn, t: this.#at(), note: whole });
    return this;
  }

  open(conn: number, client?: string): this {
    const data = { connection: conn, reused: false };
    return this.note(conn, { layer: "tcp", kind: "open", from: "client", ...(client ? { client } : {}), data });
  }

  close(conn: number, how = "end"): this {
    return this.note(conn, { layer: "tcp", kind: "close", from: "client", data: { how, by: "client" } });
  }

  bytes(conn: number, from: Side, ...parts: (string | Uint8Array)[]): this {
    const bytes = Buffer.concat(parts.map((part) => (typeof part === "string" ? utf8.encode(part) : part)));
    this.records.push({ type: "bytes", conn, from, t: this.#at(), bytes: Uint8Array.from(bytes) });
    return this;
  }

  /** A frame with the mask that its side must use. */
  frame(conn: number, from: Side, ...frames: (FrameFields | string)[]): this {
    const key = from === "client" ? { key: MASKING_KEY } : {};
    const fields = frames.map((frame) => (typeof frame === "string" ? { payload: frame } : frame));
    return this.bytes(conn, from, ...fields.map((frame) => encodeFrame({ ...key, ...frame })));
  }

  /** The handshake of a WebSocket. */
  upgrade(conn: number, target: string, extensions?: string): this {
    const extension = extensions ? `Sec-WebSocket-Extensions: ${extensions}\r\n` : "";
    const headers = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    return this.bytes(conn, "client", `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}${extension}\r\n`).bytes(
      conn,
      "server",
      `HTTP/1.1 101 Switching Protocols\r\n${headers}${extension}\r\n`,
    );
  }

  request(conn: number, method: string, target: string, body = ""): this {
    const length = body === "" ? "" : `Content-Length: ${utf8.encode(body).length}\r\n`;
    return this.bytes(conn, "client", `${method} ${target} HTTP/1.1\r\nHost: a\r\n${length}\r\n${body}`);
  }

  answer(conn: number, status: string, body = ""): this {
    return this.bytes(
      conn,
      "server",
      `HTTP/1.1 ${status}\r\nContent-Length: ${utf8.encode(body).length}\r\n\r\n${body}`,
    );
  }
}

export const OPEN_PACKET = (sid: string) =>
  `0${JSON.stringify({ sid, upgrades: ["websocket"], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 })}`;

export function decode(records: readonly LogRecord[], checkpoint?: Checkpoint): Entry[] {
  const decoder = createDecoder(checkpoint, createInflater);
  return records.flatMap((record) => decoder.push(record));
}

/** Layer and kind of all entries but chunks. */
export const kinds = (entries: readonly Entry[]) =>
  entries.filter(({ kind }) => kind !== "chunk").map(({ from, layer, kind }) => `${from} ${layer} ${kind}`);

export const only = (entries: readonly Entry[], ...wanted: string[]) =>
  entries.filter(({ layer, kind }) => wanted.includes(layer) || wanted.includes(kind));

export const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export const POLLING = "/socket.io/?EIO=4&transport=polling";

/** A session that polls, upgrades, is answered, sends and gets binary data, and ends. */
export function session(): Recording {
  return new Recording()
    .open(1, "A")
    .request(1, "GET", `${POLLING}&client=A`)
    .answer(1, "200 OK", OPEN_PACKET("s1"))
    .request(1, "POST", `${POLLING}&sid=s1`, '40/admin,{"token":"é"}\x1e40')
    .answer(1, "200 OK", "ok")
    .request(1, "GET", `${POLLING}&sid=s1`)
    .bytes(1, "server", 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n40{"s\r\n')
    .bytes(1, "server", '8\r\nid":"x"}\r\n0\r\n\r\n')
    .request(1, "POST", `${POLLING}&sid=s1`, '451-["up",{"_placeholder":true,"num":0}]\x1ebAQID')
    .answer(1, "200 OK", "ok")
    .open(2, "A")
    .upgrade(2, "/socket.io/?EIO=4&transport=websocket&sid=s1&client=A")
    .frame(2, "client", "2probe")
    .frame(2, "server", "3probe")
    .frame(2, "client", "5", { opcode: OPCODE.ping, payload: "p" })
    .note(2, { kind: "event", data: { id: "x", name: "up", args: [] }, id: 1, in: ["s1", 2] })
    .note(2, { kind: "emit", data: { call: "emit", name: "go", args: [], to: [] }, id: 2, cause: 1, out: [["s1", 2]] })
    .frame(
      2,
      "client",
      '420["hi",{"a":1}]',
      { fin: false, payload: '4212["fr' },
      { opcode: OPCODE.continuation, payload: 'ag"]' },
    )
    .frame(2, "server", '430[{"ok":true}]', '42/admin,["go",1]', "2")
    .note(2, { kind: "emit", data: { call: "ack", name: "hi", args: [], to: [] }, id: 3, out: [["s1", 3]] })
    .frame(2, "server", '462-/admin,5[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]')
    .frame(
      2,
      "server",
      { opcode: OPCODE.binary, payload: Uint8Array.of(1, 2) },
      { opcode: OPCODE.binary, payload: new Uint8Array(100) },
    )
    .frame(2, "client", "3", "41")
    .frame(2, "client", { opcode: OPCODE.close, payload: encodeClose(1000, "bye") })
    .frame(2, "server", { opcode: OPCODE.close, payload: encodeClose(1000) })
    .close(1)
    .close(2);
}

/** Much that goes wrong, and goes on. */
export function trouble(): Recording {
  return new Recording()
    .open(1)
    .request(1, "POST", `${POLLING}&sid=t1`, "4hello\x1e4\x1e44444")
    .answer(1, "400 Bad Request", "no")
    .bytes(1, "client", "GET / HTTP/1.1\r\nbad header\r\n\r\n")
    .open(2)
    .upgrade(2, "/ws")
    .frame(2, "client", "a", { payload: "b", lengthBits: 16 }, { payload: Uint8Array.of(0xff) }, { opcode: 3 }, "c")
    .frame(2, "server", { opcode: OPCODE.binary, payload: new Uint8Array(300) }, "d")
    .bytes(2, "server", Uint8Array.of(0x81, 5, 97))
    .close(2, "reset")
    .open(3)
    .upgrade(3, "/socket.io/?EIO=4&transport=websocket")
    .frame(3, "server", OPEN_PACKET("t3"))
    .frame(3, "client", "40", "hello", "2", '42{"no":1}', '42["x"', '452-["two",{"_placeholder":true,"num":7}]')
    .frame(3, "client", { opcode: OPCODE.binary, payload: "1" }, '42["other"]', { opcode: OPCODE.binary, payload: "2" })
    .frame(
      3,
      "client",
      '451-["one",{"_placeholder":true,"num":7}]',
      { opcode: OPCODE.binary, payload: "3" },
      '452-["never"]',
    )
    .bytes(3, "client", Uint8Array.of(0x81, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4, 5))
    .close(3);
}
