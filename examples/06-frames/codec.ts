/**
 * WebSocket frames, both ways, with nothing but Node: what RFC 6455 §5 says, in the order in which it says it.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-------+-+-------------+-------------------------------+
 *     |F|R|R|R|opcode |M| length      | longer length, 16 or 64 bits  |
 *     +-+-+-+-+-------+-+-------------+-------------------------------+
 *     | masking key, 32 bits, if M    | payload, masked if M …        |
 *     +-------------------------------+-------------------------------+
 */
import { randomBytes } from "node:crypto";

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export interface Frame {
  fin: boolean;
  /** The three reserved bits. Without an extension they are 0. */
  rsv: number;
  opcode: number;
  masked: boolean;
  payload: Buffer;
}

/** What a WebSocket brings. */
export type Event =
  | { type: "text"; text: string }
  | { type: "binary" | "ping" | "pong"; data: Buffer }
  | { type: "close"; code: number | undefined; reason: string };

/** The other side broke a rule: close the connection with this code (RFC 6455 §7.4.1). */
export class ProtocolError extends Error {
  readonly code: 1002 | 1007 | 1009;

  constructor(code: ProtocolError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** A frame's bytes. A client gives a key (a new one each time); a server gives none. */
export function encodeFrame(
  opcode: number,
  payload: Buffer,
  { fin = true, key }: { fin?: boolean; key?: Buffer } = {},
) {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extended);
  header[0] = (fin ? 0x80 : 0) | opcode;
  header[1] = (key ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) header.writeUInt16BE(length, 2);
  if (extended === 8) header.writeBigUInt64BE(BigInt(length), 2);
  return key ? Buffer.concat([header, key, mask(payload, key)]) : Buffer.concat([header, payload]);
}

/** What a client sends. */
export function encodeMasked(opcode: number, payload: string | Buffer, fin = true): Buffer {
  return encodeFrame(opcode, Buffer.from(payload), { fin, key: randomBytes(4) });
}

/** XOR with the key, again and again. The same takes the mask off. */
function mask(payload: Buffer, key: Buffer): Buffer {
  return payload.map((byte, i) => byte ^ key[i % 4]!) as Buffer;
}

/** The first frame in these bytes and how long it is, or undefined while it is not all there. */
export function decodeFrame(bytes: Buffer, limit: number): { frame: Frame; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = [bytes[0]!, bytes[1]!];
  const masked = (second & 0x80) !== 0;
  let length = second & 0x7f;
  let at = 2 + (length === 126 ? 2 : length === 127 ? 8 : 0);
  if (bytes.length < at) return undefined;
  if (length === 126) length = bytes.readUInt16BE(2);
  else if (length === 127) length = Number(bytes.readBigUInt64BE(2));
  if (length > limit) throw new ProtocolError(1009, `${length} bytes are more than ${limit}`);

  const key = bytes.subarray(at, at + 4);
  if (masked) at += 4;
  const size = at + length;
  if (bytes.length < size) return undefined;
  const payload = bytes.subarray(at, size);
  const [fin, rsv, opcode] = [(first & 0x80) !== 0, (first >> 4) & 7, first & 15];
  return { frame: { fin, rsv, opcode, masked, payload: masked ? mask(payload, key) : Buffer.from(payload) }, size };
}

/** Reads what one side of a WebSocket sends: frames from bytes, messages from frames. */
export class Receiver {
  readonly #from: "client" | "server";
  readonly #limit: number;
  #bytes = Buffer.alloc(0);
  /** The message whose fragments are coming. */
  #opcode = OPCODE.continuation;
  #fragments: Buffer[] = [];

  constructor(from: "client" | "server", limit = 65_536) {
    this.#from = from;
    this.#limit = limit;
  }

  /** @throws ProtocolError; nothing can be read after that. */
  *read(bytes: Buffer): Generator<Event> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let next; (next = decodeFrame(this.#bytes, this.#limit));) {
      this.#bytes = this.#bytes.subarray(next.size);
      const event = this.#receive(next.frame);
      if (event) yield event;
    }
  }

  #receive({ fin, rsv, opcode, masked, payload }: Frame): Event | undefined {
    if (rsv !== 0) throw new ProtocolError(1002, "a reserved bit is set");
    if (masked !== (this.#from === "client"))
      throw new ProtocolError(1002, masked ? "a server does not mask" : "a client masks");

    // Control frames may come between the fragments of a message.
    if (opcode >= 8) {
      if (!fin) throw new ProtocolError(1002, "a control frame has no fragments");
      if (payload.length > 125) throw new ProtocolError(1002, "a control frame has at most 125 bytes");
      if (opcode === OPCODE.ping) return { type: "ping", data: payload };
      if (opcode === OPCODE.pong) return { type: "pong", data: payload };
      if (opcode === OPCODE.close) return closeOf(payload);
      throw new ProtocolError(1002, `there is no opcode ${opcode}`);
    }

    if (opcode > OPCODE.binary) throw new ProtocolError(1002, `there is no opcode ${opcode}`);
    const goesOn = this.#opcode !== OPCODE.continuation;
    if ((opcode === OPCODE.continuation) !== goesOn)
      throw new ProtocolError(1002, goesOn ? "the message before is not complete" : "there is nothing to continue");
    if (!goesOn) this.#opcode = opcode;
    this.#fragments.push(payload);
    const length = this.#fragments.reduce((sum, fragment) => sum + fragment.length, 0);
    if (length > this.#limit) throw new ProtocolError(1009, `the fragments make more than ${this.#limit} bytes`);
    return fin ? this.#message() : undefined;
  }

  #message(): Event {
    const data = Buffer.concat(this.#fragments);
    const isText = this.#opcode === OPCODE.text;
    this.#fragments = [];
    this.#opcode = OPCODE.continuation;
    return isText ? { type: "text", text: textOf(data) } : { type: "binary", data };
  }
}

/** Nothing, or a code and perhaps a reason. */
function closeOf(payload: Buffer): Event {
  if (payload.length === 0) return { type: "close", code: undefined, reason: "" };
  if (payload.length === 1) throw new ProtocolError(1002, "a close code has two bytes");
  const code = payload.readUInt16BE(0);
  // 1004 to 1006 and 1015 say what happened without a close frame: they are never sent.
  const isCode = (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
  if (!isCode) throw new ProtocolError(1002, `there is no close code ${code}`);
  return { type: "close", code, reason: textOf(payload.subarray(2)) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProtocolError(1007, "a text is UTF-8");
  }
}
