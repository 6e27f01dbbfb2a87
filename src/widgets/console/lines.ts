/** What the console shows of its connections: what passed on the wire, as the log has it, and what the page was told. */
import type { Entry, EntryOf, PageEntry } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";
import { toHex } from "../../../protocol/wire/bytes.ts";
import { mask } from "../../../protocol/wire/mask.ts";
import { CLOSE_MEANINGS } from "../../client/clients/close-meanings.ts";
import { isPage, type Item, keyOf } from "../../client/log/line.ts";
import type { Unit } from "../../client/log/view.ts";

export interface ConsoleLine {
  /** Of its entry in the log. */
  key: string;
  /** Null: it was not on the wire. */
  from: "client" | "server" | null;
  /** A frame's opcode by name, or what else passed. */
  what: string;
  text: string;
  /** Payload bytes of a frame. */
  length: number | null;
  bad: boolean;
}

/** Lines shown: the log has them all. */
export const SHOWN = 200;

/** Characters and bytes of one message that are shown. */
const MOST_TEXT = 400;
const MOST_BYTES = 64;

/** What of a client's entries is a line: handshakes, frames, the end, and what the page alone knows. Oldest first. */
export function linesOf(view: { length: number; at(index: number): Unit | undefined }): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  for (let i = view.length - 1; i >= 0 && lines.length < SHOWN; i--) {
    const unit = view.at(i)!;
    const line = "item" in unit ? lineOf(unit.item) : null;
    if (line) lines.push(line);
  }
  return lines.reverse();
}

function lineOf(item: Item): ConsoleLine | null {
  const said = isPage(item) ? told(item) : passed(item);
  return said && { key: keyOf(item), length: null, bad: false, ...said };
}

type Said = Omit<ConsoleLine, "key" | "length" | "bad"> & Partial<Pick<ConsoleLine, "length" | "bad">>;

function told({ kind, summary }: PageEntry): Said | null {
  if (kind !== "error" && kind !== "disconnect") return null;
  return { from: null, what: "the page was told", text: visible(summary), bad: kind === "error" };
}

function passed(entry: Entry): Said | null {
  const from = entry.from === "server" ? "server" : "client";
  if (entry.kind === "violation") {
    const { message, rule } = entry.data;
    return { from, what: "violation", text: visible(`${message} (${rule})`), bad: true };
  }
  if (entry.layer === "websocket") return { from, ...frame(entry) };
  if (entry.layer === "tcp" && entry.kind === "close")
    return { from, what: "TCP", text: entry.data.how === "reset" ? "reset" : "ended" };
  if (entry.layer !== "http") return null;
  if (entry.kind === "request") return { from, what: entry.data.method, text: visible(cut(entry.data.target)) };
  if (entry.kind !== "response") return null;
  const { status, reason, headers } = entry.data;
  const protocol = headers.find(([name]) => name.toLowerCase() === "sec-websocket-protocol")?.[1];
  const agreed = protocol === undefined ? "" : `, subprotocol ${protocol}`;
  return { from, what: String(status), text: visible(cut(reason + agreed)), bad: status !== 101 };
}

function frame(entry: EntryOf<"websocket", "frame">): Omit<Said, "from"> {
  const { name, fin, length, code, reason, text, compressed } = entry.data;
  const what = fin ? name : `${name}, not final`;
  if (name !== "close") {
    // What a compressed message says is known when its last frame has come.
    const said = compressed && !entry.plain ? "compressed, the message goes on" : (text ?? bytesText(entry));
    return { what, text: visible(cut(said)), length };
  }
  if (code === undefined) return { what, text: "without a code", length };
  const why = reason ? `${code} ${JSON.stringify(reason)}` : String(code);
  return { what, text: visible(`${why} ${CLOSE_MEANINGS[code] ?? ""}`.trimEnd()), length };
}

/** The payload without its mask, or the message that it was inflated to, in hexadecimal: `01 02 ff`. */
function bytesText(entry: EntryOf<"websocket", "frame">): string {
  const bytes = entry.plain ?? unmasked(entry);
  const pairs = toHex(bytes, MOST_BYTES).replace(/..(?=.)/g, "$& ");
  return bytes.length > MOST_BYTES ? `${pairs} …` : pairs;
}

function unmasked({ bytes, data }: EntryOf<"websocket", "frame">): Uint8Array {
  const { header, masked } = data;
  if (!masked) return bytes.subarray(header);
  const payload = new Uint8Array(Math.max(0, bytes.length - header));
  mask(payload, bytes, header - 4, header, bytes.length);
  return payload;
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
