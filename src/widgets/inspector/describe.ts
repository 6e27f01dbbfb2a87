/** What is lit, in words: for the line at the foot of the inspector, which a screen reader reads too. */
import { fieldsOf } from "../../../protocol/fields.ts";
import type { Entry } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";
import { hexOf } from "../../client/hex.ts";
import { gridOf } from "../../client/inspector/frame-bits.ts";
import type { Look } from "../../client/inspector/inspection.ts";
import { bytesText, overlaps, type Span } from "../../client/inspector/span.ts";
import { layerName } from "../layer.ts";

/** e.g. `WebSocket 17, byte 1: MASK, 1: masked, as all frames of clients`. Empty where nothing is lit. */
export function describe({ touched, entries }: Pick<Look, "touched" | "entries">): string {
  const entry = touched && entries.find(({ n }) => n === touched.n);
  if (!entry) return "";
  const where = `${layerName(entry.layer)} ${entry.n}, ${bytesText(touched)}`;
  const said = bitField(entry, touched) ?? byteField(entry, touched);
  return visible(said ? `${where}: ${said}` : where);
}

/** A field of the header that is smaller than a byte. */
function bitField(entry: Entry, { from, to }: Span): string | null {
  if (entry.layer !== "websocket" || (from % 8 === 0 && to % 8 === 0)) return null;
  const cell = gridOf(entry.bytes, 32).find((field) => field.from <= from && to <= field.to);
  return cell ? `${cell.label}, ${cell.meaning}` : null;
}

function byteField(entry: Entry, touched: Span): string | null {
  const fields = fieldsOf(entry).filter(({ start, end }) =>
    overlaps(touched, { n: entry.n, from: start * 8, to: end * 8 }),
  );
  const first = fields[0];
  if (!first) return null;
  const value = touched.to - touched.from === 8 ? `${byteText(entry.bytes[touched.from >> 3]!)} of ` : "";
  return `${value}${first.label}, ${first.meaning}${fields.length > 1 ? `, and ${fields.length - 1} more` : ""}`;
}

function byteText(byte: number): string {
  const hex = `0x${hexOf(byte)}`;
  return byte > 0x20 && byte < 0x7f ? `${hex} “${String.fromCharCode(byte)}”` : hex;
}
