/** One WebSocket frame: header, close body, and a writer that can also write what is forbidden (RFC 6455 §5). */
import type { Data } from "../log.ts";
import { encodeUtf8 } from "./utf8.ts";
import { mask } from "./mask.ts";

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

type FrameName = Data["websocket"]["frame"]["name"];

const NAMES: Record<number, FrameName> = Object.fromEntries(
  Object.entries(OPCODE).map(([name, opcode]) => [opcode, name as FrameName]),
);

/** RFC 6455 §5.2; undefined for the reserved opcodes 3–7 and 11–15. */
export function opcodeName(opcode: number): FrameName | undefined {
  return NAMES[opcode];
}

/** The second byte's length says how many bytes of length follow it. */
export function extendedLength(second: number): 0 | 2 | 8 {
  const length = second & 0x7f;
  return length === 127 ? 8 : length === 126 ? 2 : 0;
}

/** Bytes of a frame's header, known from its second byte. */
export function headerLength(second: number): number {
  return 2 + extendedLength(second) + ((second & 0x80) === 0 ? 0 : 4);
}

/** Payload length of the header at `at`, which must be there whole; beyond 2^53 it is not exact. */
export function payloadLength(bytes: Uint8Array, at: number): number {
  const short = bytes[at + 1]! & 0x7f;
  if (short < 126) return short;
  let length = 0;
  const end = at + (short === 126 ? 4 : 10);
  for (let i = at + 2; i < end; i++) length = length * 256 + bytes[i]!;
  return length;
}

/** Codes that may stand in a close frame (RFC 6455 §7.4 and its IANA registry): 1004–1006 and 1015 are never sent. */
export function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

export interface FrameFields {
  /** Default true. */
  fin?: boolean;
  /** The three reserved bits as a number, RSV1 is 4. Default 0. */
  rsv?: number;
  /** 0 to 15; default text. */
  opcode?: number;
  /** A text is written as UTF-8. Default empty. */
  payload?: Uint8Array | string | undefined;
  /** The masking key, four bytes; without it the frame is not masked. */
  key?: Uint8Array | undefined;
  /** How many bits the length takes; by default as few as it can. */
  lengthBits?: 7 | 16 | 64 | undefined;
  /** A length other than the payload's; up to 2^64 - 1 with 64 bits. */
  length?: number | bigint;
}

/**
 * The bytes of a frame, with every field as given: also frames that no endpoint may send.
 * @throws RangeError where a field does not fit into its bits, or the key is not four bytes.
 */
export function encodeFrame(fields: FrameFields): Uint8Array<ArrayBuffer> {
  const { fin = true, rsv = 0, opcode = OPCODE.text, key } = fields;
  const payload =
    typeof fields.payload === "string" ? encodeUtf8(fields.payload) : (fields.payload ?? new Uint8Array());
  const length = BigInt(fields.length ?? payload.length);
  const lengthBits = fields.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  if (rsv < 0 || rsv > 7 || opcode < 0 || opcode > 15) throw new RangeError("rsv has 3 bits, opcode has 4");
  if (length < 0n || length > largest(lengthBits))
    throw new RangeError(`the length does not fit into ${lengthBits} bits`);
  if (key && key.length !== 4) throw new RangeError("a masking key has 4 bytes");

  const start = 2 + (lengthBits === 7 ? 0 : lengthBits / 8) + (key ? 4 : 0);
  const bytes = new Uint8Array(start + payload.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  bytes[1] = (key ? 0x80 : 0) | (lengthBits === 7 ? Number(length) : lengthBits === 16 ? 126 : 127);
  if (lengthBits === 16) view.setUint16(2, Number(length));
  if (lengthBits === 64) view.setBigUint64(2, length);
  bytes.set(payload, start);
  if (key) {
    bytes.set(key, start - 4);
    mask(bytes.subarray(start), bytes, start - 4, start, bytes.length);
  }
  return bytes;
}

function largest(lengthBits: 7 | 16 | 64): bigint {
  return lengthBits === 7 ? 125n : 2n ** BigInt(lengthBits) - 1n;
}

/** The body of a close frame. */
export function encodeClose(code: number, reason = ""): Uint8Array {
  const text = encodeUtf8(reason);
  const body = new Uint8Array(2 + text.length);
  new DataView(body.buffer).setUint16(0, code);
  body.set(text, 2);
  return body;
}
