/**
 * Sec-WebSocket-Accept (RFC 6455 §4.2.2) in its steps. Pure code: a page that was loaded from `http://192.168.…` has no
 * `crypto.subtle`.
 */
import { toBase64, toHex } from "./bytes.ts";
import { encodeUtf8 } from "./utf8.ts";

/** Of no meaning in itself: only WebSocket servers know it (RFC 6455 §1.3). */
export const ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface AcceptSteps {
  /** The client's key and the GUID, one after the other. */
  concatenated: string;
  /** SHA-1 of it, as 40 hex digits. */
  sha1: string;
  /** These 20 bytes as base64: the header's value. */
  accept: string;
}

/** @param key the value of Sec-WebSocket-Key, as it was sent */
export function acceptSteps(key: string): AcceptSteps {
  const concatenated = key + ACCEPT_GUID;
  const digest = sha1(encodeUtf8(concatenated));
  return { concatenated, sha1: toHex(digest), accept: toBase64(digest) };
}

/** SHA-1 (RFC 3174). Broken for signatures, and good enough to show that a server has read the key. */
export function sha1(message: Uint8Array): Uint8Array {
  const blocks = padded(message);
  const h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let block = 0; block < blocks.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = blocks.getInt32(block + 4 * i);
    for (let i = 16; i < 80; i++) w[i] = rotate(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1);
    let [a, b, c, d, e] = h as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const next = (rotate(a, 5) + mixed(i, b, c, d) + e + w[i]!) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [i, value] of [a, b, c, d, e].entries()) h[i] = (h[i]! + value) | 0;
  }
  const digest = new DataView(new ArrayBuffer(20));
  h.forEach((value, i) => digest.setInt32(4 * i, value));
  return new Uint8Array(digest.buffer);
}

/** The message, a 1 bit, zeros, and its length in bits, to a multiple of 64 bytes. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array(64 * Math.ceil((message.length + 9) / 64));
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

/** The function and constant of one of the four rounds. */
function mixed(i: number, b: number, c: number, d: number): number {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
