/** Bytes as lines of a hex view, cut where one field ends and the next begins. */
import type { Field } from "../../../protocol/fields.ts";
import { hexOf } from "../../client/hex.ts";

export interface Piece {
  /** Index of the field it belongs to, or -1. */
  field: number;
  hex: string;
  text: string;
}

export interface HexLine {
  offset: string;
  pieces: Piece[];
}

/** @param width bytes a line */
export function hexLines(bytes: Uint8Array, fields: readonly Field[], width: number): HexLine[] {
  const owner = new Int16Array(bytes.length).fill(-1);
  fields.forEach(({ start, end }, i) => owner.fill(i, start, end));
  const lines: HexLine[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const pieces: Piece[] = [];
    for (let i = at; i < Math.min(at + width, bytes.length); i++) {
      const field = owner[i]!;
      const hex = hexOf(bytes[i]!);
      const text = printable(bytes[i]!);
      const last = pieces.at(-1);
      if (last?.field === field) {
        last.hex += ` ${hex}`;
        last.text += text;
      } else pieces.push({ field, hex, text });
    }
    lines.push({ offset: at.toString(16).padStart(4, "0"), pieces });
  }
  return lines;
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
