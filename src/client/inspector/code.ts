/** The call that makes a packet, as a line of code whose parts are linked with the bytes that they became. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { decodeHead } from "../../../protocol/wire/socket-io.ts";
import { decodeUtf8Leniently } from "../../../protocol/wire/utf8.ts";
import { bytesSpan, type Span } from "./span.ts";

export interface CodePiece {
  text: string;
  span: Span | null;
}

/** Characters of one argument that are shown. */
const MOST = 200;

/**
 * The line of code for an entry of the uppermost layer, whoever sent it; null where no single call makes such a thing
 * (an answer of a library, a piece of a body).
 */
export function codeOf(entry: Entry): CodePiece[] | null {
  if (entry.kind === "violation") return null;
  if (entry.layer === "socket.io") return packetCode(entry);
  if (entry.layer === "websocket") return frameCode(entry);
  if (entry.layer === "http" && entry.kind === "request") return requestCode(entry);
  return null;
}

function packetCode(entry: Extract<Entry, { layer: "socket.io" }>): CodePiece[] | null {
  if (entry.kind === "disconnect") return [plain("socket.disconnect()")];
  const head = decodeHead(entry.bytes, 0, entry.bytes.length);
  if (typeof head === "string") return null;
  const parts = elementsOf(entry.bytes, head.json).map(([start, end]) => piece(entry, start, end));
  switch (entry.kind) {
    case "event":
    case "binary_event": {
      // The id is what became of the callback.
      const callback = head.id === undefined ? [] : [{ text: "callback", span: idSpan(entry, head.json) }];
      return calling("socket.emit", [...parts, ...callback]);
    }
    case "ack":
    case "binary_ack":
      return calling("callback", parts);
    case "connect":
      return entry.from === "client" ? calling("io", [plain(JSON.stringify(entry.data.nsp))]) : null;
    default:
      return null;
  }
}

function idSpan({ n, bytes }: Entry, json: number): Span {
  let start = json;
  while (start > 1 && bytes[start - 1]! >= 0x30 && bytes[start - 1]! <= 0x39) start--;
  return bytesSpan(n, start, json);
}

function frameCode(entry: EntryOf<"websocket", "frame"> | Entry): CodePiece[] | null {
  if (entry.layer !== "websocket" || entry.kind !== "frame") return null;
  const { n, bytes, data } = entry;
  const { header, name, length, text, code, reason } = data;
  const payload = (said: string): CodePiece => ({ text: cut(said), span: bytesSpan(n, header, bytes.length) });
  switch (name) {
    case "text":
      return calling("ws.send", [length === 0 ? plain('""') : payload(JSON.stringify(text ?? "…"))]);
    case "binary":
      return calling("ws.send", [length === 0 ? plain("new Uint8Array()") : payload(`bytes /* ${length} */`)]);
    case "close": {
      if (code === undefined) return [plain("ws.close()")];
      const why = { text: JSON.stringify(reason ?? ""), span: bytesSpan(n, header + 2, bytes.length) };
      return calling("ws.close", [
        { text: String(code), span: bytesSpan(n, header, header + 2) },
        ...(reason ? [why] : []),
      ]);
    }
    default:
      return null;
  }
}

function requestCode(entry: EntryOf<"http", "request">): CodePiece[] {
  const { method, target, headers } = entry.data;
  const start = method.length + 1;
  const address = { text: JSON.stringify(cut(target)), span: bytesSpan(entry.n, start, start + target.length) };
  const upgrades = headers.some(([name, value]) => name.toLowerCase() === "upgrade" && /websocket/i.test(value));
  if (upgrades) return calling("new WebSocket", [address]);
  if (method === "GET") return calling("fetch", [address]);
  const how = { text: `{ method: "${method}" }`, span: bytesSpan(entry.n, 0, method.length) };
  return calling("fetch", [address, how]);
}

function calling(name: string, args: CodePiece[]): CodePiece[] {
  return [plain(`${name}(`), ...args.flatMap((arg, i) => (i === 0 ? [arg] : [plain(", "), arg])), plain(")")];
}

function plain(text: string): CodePiece {
  return { text, span: null };
}

function piece({ n, bytes }: Entry, start: number, end: number): CodePiece {
  return { text: cut(decodeUtf8Leniently(bytes.subarray(start, end))), span: bytesSpan(n, start, end) };
}

function cut(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

/** Where the elements of the JSON array at `start` stand, without the commas between them. */
export function elementsOf(bytes: Uint8Array, start: number): [start: number, end: number][] {
  const elements: [number, number][] = [];
  if (bytes[start] !== OPEN_LIST) return elements;
  let depth = 0;
  let begin = start + 1;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = textEnd(bytes, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    const ends = depth === 0 || (depth === 1 && byte === COMMA);
    if (ends && at > begin) elements.push([begin, at]);
    if (depth === 0) return elements;
    if (ends) begin = at + 1;
  }
  return elements;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];

/** The closing quote of the string that begins at `at`. */
function textEnd(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i;
  }
  return bytes.length;
}
