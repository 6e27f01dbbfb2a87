/** An entry's bytes as pieces of text, each linked with the field that it is. */
import { fieldsOf } from "../../../protocol/fields.ts";
import type { Entry } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";
import { toHex } from "../../../protocol/wire/bytes.ts";
import { decodeUtf8Leniently } from "../../../protocol/wire/utf8.ts";
import { bytesSpan, type Span } from "../../client/inspector/span.ts";

export interface Piece {
  label: string;
  meaning: string;
  text: string;
  span: Span;
}

/** Characters of a piece, and pieces of an entry, that are shown; the bytes are all in the hex view. */
const [MOST_TEXT, MOST_PIECES] = [240, 64];
/** Bytes of a piece of a binary layer that are shown. */
const MOST_HEX = 12;

/** In the order of their bytes. Layers of text as text, others in hexadecimal. */
export function piecesOf(entry: Entry): Piece[] {
  const isText = entry.layer === "http" || entry.layer === "engine.io" || entry.layer === "socket.io";
  return fieldsOf(entry)
    .slice(0, MOST_PIECES)
    .map(({ label, meaning, start, end }) => {
      const bytes = entry.bytes.subarray(start, end);
      const text = isText ? textOf(bytes) : hexOf(bytes);
      return { label, meaning, text, span: bytesSpan(entry.n, start, end) };
    });
}

function textOf(bytes: Uint8Array): string {
  const text = visible(decodeUtf8Leniently(bytes.subarray(0, MOST_TEXT)));
  return bytes.length > MOST_TEXT ? `${text}…` : text;
}

function hexOf(bytes: Uint8Array): string {
  const pairs = toHex(bytes, MOST_HEX).replace(/..(?=.)/g, "$& ");
  return bytes.length > MOST_HEX ? `${pairs} …` : pairs;
}
