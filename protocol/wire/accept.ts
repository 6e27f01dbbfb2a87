/**
 * The Accept value of a WebSocket handshake (RFC 6455 §1.3, §4.2.2), in pure code: a page that came over plain HTTP from
 * another machine has no `crypto.subtle`.
 */
import { toBase64 } from "./bytes.ts";

/** What every server appends to the key (RFC 6455 §1.3). */
export const ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface AcceptSteps {
  key: string;
  /** The key as text with the GUID after it. */
  joined: string;
  /** SHA-1 of `joined`: 20 bytes. */
  digest: Uint8Array;
  /** `digest` in base64. */
  accept: string;
}

/** How the value for this key comes about. The key is text: whether it is base64 of 16 bytes plays no part here. */
export function acceptSteps(key: string): AcceptSteps {
  const joined = key + ACCEPT_GUID;
  const digest = sha1(new TextEncoder().encode(joined));
  return { key, joined, digest, accept: toBase64(digest) };
}

/** The 20 bytes of SHA-1 (RFC 3174 §6.1). Broken for signatures since 2017; a handshake only needs a fixed recipe. */
export function sha1(message: Uint8Array): Uint8Array {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const blocks = padded(message);
  const words = new Uint32Array(80);
  for (let at = 0; at < blocks.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = blocks.getUint32(at + i * 4);
    for (let i = 16; i < 80; i++) words[i] = rotate(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1);
    mix(state, words);
  }
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, i) => digest.setUint32(i * 4, word));
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and its length in bits as 64 bits: a multiple of 64 bytes (RFC 3174 §4). */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

function mix(state: number[], words: Uint32Array): void {
  let [a, b, c, d, e] = state as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const next = (rotate(a, 5) + round(i, b, c, d) + e + words[i]!) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  [a, b, c, d, e].forEach((word, i) => (state[i] = (state[i]! + word) | 0));
}

/** The function and the constant of a round, added (RFC 3174 §5). */
function round(i: number, b: number, c: number, d: number): number {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
