/** What is lit in a frame that is put together, in words. */
import { hexOf } from "../../client/hex.ts";
import { bitsOf, gridOf, unmasking } from "../../client/inspector/frame-bits.ts";
import { headerLength } from "../../../protocol/wire/frame.ts";

/** A run of bits of the frame. */
export interface Bits {
  from: number;
  /** After the last one. */
  to: number;
}

/** e.g. `MASK: 1: masked, as all frames of clients`, or how a byte of the payload came to be. */
export function litText(frame: Uint8Array, { from, to }: Bits): string {
  const at = from >> 3;
  const header = Math.min(headerLength(frame[1] ?? 0), frame.length);
  if (at >= header)
    return to - from > 8 ? `payload data: the first of ${frame.length - header} bytes` : payloadByte(frame, at);
  const cells = gridOf(frame, 32).filter((cell) => cell.from < to && from < cell.to);
  const [cell] = cells;
  if (!cell) return "";
  if (cells.length > 1) {
    const bits = bitsOf(frame, from, to).replace(/^..../, "$& ");
    return `Byte ${at}: ${bits}, which is ${cells.map(({ label }) => label).join(", ")}`;
  }
  return `${cell.label}: ${cell.meaning}`;
}

function payloadByte(frame: Uint8Array, at: number): string {
  const header = headerLength(frame[1]!);
  const masked = unmasking(frame, at - header + 1).at(-1);
  if (!masked) return `Byte ${at}: ${byteText(frame[at]!)}, as it is`;
  return `Byte ${at}: ${byteText(masked.plain)} XOR ${hexOf(masked.key)} of the key is ${hexOf(masked.wire)} on the wire`;
}

function byteText(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? `${hexOf(byte)} “${String.fromCharCode(byte)}”` : hexOf(byte);
}

/** One byte as it is shown. */
export interface ShownByte {
  at: number;
  hex: string;
  part: "header" | "key" | "payload";
  /** Of the payload: its character without the mask; empty in the header. */
  character: string;
}

/** The first bytes of a frame, each with what it is. */
export function shownBytes(frame: Uint8Array, count: number): ShownByte[] {
  const header = headerLength(frame[1] ?? 0);
  const key = ((frame[1] ?? 0) & 0x80) !== 0 ? header - 4 : header;
  const plain = new Map(unmasking(frame, count).map(({ at, plain }) => [at, plain]));
  return Array.from(frame.subarray(0, count), (byte, at) => {
    const part = at >= header ? "payload" : at >= key ? "key" : "header";
    return { at, hex: hexOf(byte), part, character: part === "payload" ? characterOf(plain.get(at) ?? byte) : "" };
  });
}

function characterOf(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
