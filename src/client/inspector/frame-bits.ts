/** A frame's header, bit by bit, as RFC 6455 §5.2 draws it; and its masking, byte by byte (§5.3). */
import { extendedLength, headerLength, opcodeName, payloadLength } from "../../../protocol/wire/frame.ts";

/** A field of the header, or a part of one where the grid's line ends within it. */
export interface Cell {
  label: string;
  /** Bits of the frame: first, and after the last. */
  from: number;
  to: number;
  /** `0`s and `1`s. */
  bits: string;
  meaning: string;
  /** It began on the line before. */
  continued: boolean;
}

type Field = Pick<Cell, "label" | "from" | "to" | "meaning">;

/**
 * The header of a frame, and the payload's first bytes to the end of the line, as cells that never cross a line.
 * @param columns bits a line: 32 as in the RFC, or fewer on a small screen
 */
export function gridOf(frame: Uint8Array, columns: number): Cell[] {
  const cells: Cell[] = [];
  for (const { label, from, to, meaning } of fieldsOf(frame, columns)) {
    for (let at = from; at < to;) {
      const end = Math.min(to, (Math.floor(at / columns) + 1) * columns);
      cells.push({ label, from: at, to: end, bits: bitsOf(frame, at, end), meaning, continued: at > from });
      at = end;
    }
  }
  return cells;
}

function fieldsOf(frame: Uint8Array, columns: number): Field[] {
  const [first, second] = [frame[0] ?? 0, frame[1] ?? 0];
  const fields: Field[] = [];
  const whole = frame.length * 8;
  const add = (label: string, length: number, meaning: string): void => {
    const from = fields.at(-1)?.to ?? 0;
    if (from < whole && length > 0) fields.push({ label, from, to: Math.min(from + length, whole), meaning });
  };
  add("FIN", 1, first & 0x80 ? "1: the last frame of its message" : "0: more frames of this message follow");
  const deflate =
    first & 0x40 ? "1: compressed, where permessage-deflate was agreed on (RFC 7692)" : "0: no extension uses it";
  add("RSV1", 1, deflate);
  for (const [label, bit] of [
    ["RSV2", 0x20],
    ["RSV3", 0x10],
  ] as const)
    add(label, 1, first & bit ? "1: no extension of ours gives it a meaning" : "0: no extension uses it");
  const opcode = first & 15;
  add("opcode", 4, `${opcode}: ${opcodeName(opcode) ?? "reserved"}`);
  add("MASK", 1, second & 0x80 ? "1: masked, as all frames of clients" : "0: not masked, as all frames of servers");
  add("payload len", 7, shortLength(second & 0x7f));
  const extended = extendedLength(second);
  const known = frame.length >= 2 + extended;
  add("extended payload length", extended * 8, known ? `${payloadLength(frame, 0)} bytes of payload` : "cut short");
  add("masking-key", second & 0x80 ? 32 : 0, "four bytes that the client chose at random for this frame");
  const header = fields.at(-1)?.to ?? 0;
  const rest = header % columns === 0 ? columns : columns - (header % columns);
  add("payload data", rest, second & 0x80 ? "the payload's first bytes, masked" : "the payload's first bytes");
  return fields;
}

function shortLength(length: number): string {
  if (length < 126) return `${length}: that many bytes of payload`;
  return `${length}: the length stands in the next ${length === 126 ? 2 : 8} bytes`;
}

/** Bits `from…to` of the bytes as `0`s and `1`s. */
export function bitsOf(bytes: Uint8Array, from: number, to: number): string {
  let bits = "";
  for (let bit = from; bit < to; bit++) bits += ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
  return bits;
}

/** One byte of a masked payload. */
export interface MaskedByte {
  /** In the payload, from 0. */
  index: number;
  /** In the frame. */
  at: number;
  wire: number;
  key: number;
  /** `wire ^ key`. */
  plain: number;
}

/** The first bytes of a masked frame's payload, unmasked one by one; none where the frame is not masked. */
export function unmasking(frame: Uint8Array, count: number): MaskedByte[] {
  const second = frame[1] ?? 0;
  const header = headerLength(second);
  if ((second & 0x80) === 0 || frame.length < header) return [];
  return Array.from(frame.subarray(header, header + count), (wire, index) => {
    const key = frame[header - 4 + (index & 3)]!;
    return { index, at: header + index, wire, key, plain: wire ^ key };
  });
}
