/** What the bytes of an entry mean, range by range: for the hex view. Worked out when a row is opened. */
import type { Entry } from "./log.ts";
import { latin1 } from "./wire/bytes.ts";
import { decodeBinary, packetType as enginePacketType } from "./wire/engine-io.ts";
import { extendedLength, headerLength, opcodeName, OPCODE, payloadLength } from "./wire/frame.ts";
import { mask } from "./wire/mask.ts";
import { decodeHead } from "./wire/socket-io.ts";
import { decodeUtf8Leniently } from "./wire/utf8.ts";

/** `bytes[start…end)` of an entry. */
export interface Field {
  label: string;
  start: number;
  end: number;
  /** What these very bytes say. */
  meaning: string;
}

/**
 * The fields of an entry's bytes, in order and without overlap; bytes between them (spaces, line ends) belong to none.
 * Violations are taken apart as far as they can be; app entries have no bytes.
 */
export function fieldsOf(entry: Entry): Field[] {
  const { bytes } = entry;
  if (bytes.length === 0) return [];
  switch (entry.layer) {
    case "tcp":
      return [
        { label: "bytes", start: 0, end: bytes.length, meaning: "one read or write; TCP itself keeps no such borders" },
      ];
    case "http":
      return entry.kind === "body" ? bodyFields(entry.data, bytes) : headFields(bytes);
    case "websocket":
      return frameFields(bytes, entry.kind === "frame" && entry.data.compressed === true);
    case "engine.io":
      return entry.kind === "message" && entry.data.binary
        ? binaryFields(entry.data.transport, bytes)
        : engineFields(bytes);
    case "socket.io":
      return socketFields(bytes);
    case "app":
      return [];
  }
}

/** Collects fields; those without bytes are left out. */
class Fields {
  readonly list: Field[] = [];
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  add(label: string, start: number, end: number, meaning: string): void {
    const cut = Math.min(end, this.#length);
    if (start < cut) this.list.push({ label, start, end: cut, meaning });
  }
}

function headFields(bytes: Uint8Array): Field[] {
  const fields = new Fields(bytes.length);
  const text = latin1(bytes);
  let start = 0;
  for (const line of text.split("\n")) {
    const content = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (start === 0) addFirstLine(fields, content);
    else addHeader(fields, content, start);
    start += line.length + 1;
  }
  return fields.list;
}

function addFirstLine(fields: Fields, line: string): void {
  const isAnswer = line.startsWith("HTTP/");
  const labels = isAnswer ? ["version", "status", "reason"] : ["method", "target", "version"];
  const meanings = isAnswer
    ? ["the HTTP version of the answer", "the result as a number", "the result in words; nobody needs it"]
    : ["what the client wants to do", "with what: path and query", "the HTTP version of the request"];
  let start = 0;
  for (const [i, label] of labels.entries()) {
    const space = i < 2 ? line.indexOf(" ", start) : -1;
    const end = space < 0 ? line.length : space;
    fields.add(label, start, end, meanings[i]!);
    if (space < 0) return;
    start = end + 1;
  }
}

function addHeader(fields: Fields, line: string, start: number): void {
  const colon = line.indexOf(":");
  if (line === "") return;
  if (colon < 0) {
    fields.add("line", start, start + line.length, "not a header: it has no colon");
    return;
  }
  const name = line.slice(0, colon);
  let valueStart = colon + 1;
  while (line[valueStart] === " " || line[valueStart] === "\t") valueStart++;
  fields.add("header name", start, start + colon, `${name}, in any case of letters`);
  fields.add(`value of ${name}`, start + valueStart, start + line.length, line.slice(valueStart));
}

function bodyFields(data: { length: number; final: boolean; framing: string }, bytes: Uint8Array): Field[] {
  const fields = new Fields(bytes.length);
  const { length, final, framing } = data;
  const sizeLine =
    framing === "chunked" ? /^([0-9A-Fa-f]+)[^\n]*\n/.exec(latin1(bytes, 0, bytes.length - length)) : null;
  // A later piece of one huge chunk has no size line; its content may look like one, but then the lengths do not fit.
  const start = sizeLine && (final || sizeLine[0].length + length + 2 >= bytes.length) ? sizeLine[0].length : 0;
  if (start > 0)
    fields.add("chunk size", 0, sizeLine![1]!.length, `${parseInt(sizeLine![1]!, 16)} in hexadecimal digits`);
  fields.add("content", start, start + length, length === 1 ? "1 byte" : `${length} bytes`);
  if (framing === "chunked" && final)
    fields.add("end", start + length, bytes.length, "trailers, if any, and an empty line");
  return fields.list;
}

/**
 * The fields of `plain`, the message that a frame completes and that came compressed: what the payloads of its frames,
 * joined, inflate to. Other entries have none.
 */
export function plainFieldsOf({ plain, data }: Entry): Field[] {
  if (!plain || plain.length === 0) return [];
  const meaning = "text" in data ? quoted(plain) : `${plain.length} bytes`;
  return [{ label: "message, inflated", start: 0, end: plain.length, meaning }];
}

function frameFields(bytes: Uint8Array, compressed: boolean): Field[] {
  const fields = new Fields(bytes.length);
  const first = bytes[0]!;
  const second = bytes[1] ?? 0;
  const opcode = first & 15;
  const rsv = (first >> 4) & 7;
  const fin = (first & 0x80) !== 0 ? "FIN 1: the last frame of its message" : "FIN 0: more frames follow";
  const reserved = rsv === 0 ? "RSV 0" : `RSV ${rsv.toString(2).padStart(3, "0")}`;
  fields.add("FIN, RSV, opcode", 0, 1, `${fin}; ${reserved}; opcode ${opcode}: ${opcodeName(opcode) ?? "reserved"}`);
  const masked = (second & 0x80) !== 0;
  const short = second & 0x7f;
  const says =
    short < 126 ? `${short} bytes of payload` : `${short}: the length is in the next ${short === 126 ? 2 : 8} bytes`;
  fields.add("MASK, length", 1, 2, `MASK ${masked ? 1 : 0}; ${says}`);
  const lengthEnd = 2 + extendedLength(second);
  if (bytes.length < lengthEnd) return fields.list;
  fields.add("extended length", 2, lengthEnd, `${payloadLength(bytes, 0)} bytes of payload`);
  const header = headerLength(second);
  fields.add("masking key", lengthEnd, header, "each byte of the payload is XORed with one of these four in turn");
  addPayload(fields, compressed ? null : opcode, masked, header, bytes);
  return fields.list;
}

/** @param opcode null where the payload is compressed */
function addPayload(fields: Fields, opcode: number | null, masked: boolean, header: number, bytes: Uint8Array): void {
  const payload = bytes.slice(header);
  if (masked && payload.length > 0) mask(payload, bytes, header - 4, header, bytes.length);
  const how = masked ? "masked; unmasked: " : "";
  if (opcode === null) fields.add("payload", header, bytes.length, `${how}${payload.length} bytes of compressed data`);
  else if (opcode === OPCODE.close && payload.length >= 2) {
    fields.add("close code", header, header + 2, `${how}${payload[0]! * 256 + payload[1]!}`);
    fields.add("close reason", header + 2, bytes.length, `${how}${quoted(payload.subarray(2))}`);
  } else {
    const isText = opcode !== OPCODE.binary && opcode !== OPCODE.continuation;
    fields.add("payload", header, bytes.length, isText ? `${how}${quoted(payload)}` : `${how}${payload.length} bytes`);
  }
}

/** The beginning of a text. */
function quoted(bytes: Uint8Array): string {
  const text = decodeUtf8Leniently(bytes.subarray(0, 200));
  return JSON.stringify(bytes.length > 200 ? `${text}…` : text);
}

function engineFields(bytes: Uint8Array): Field[] {
  const fields = new Fields(bytes.length);
  fields.add("type", 0, 1, enginePacketType(bytes[0]) ?? "not a packet type");
  fields.add("data", 1, bytes.length, quoted(bytes.subarray(1)));
  return fields.list;
}

/** Over HTTP `b` and base64; over a WebSocket the frame says that it is binary. */
function binaryFields(transport: "polling" | "websocket", bytes: Uint8Array): Field[] {
  const fields = new Fields(bytes.length);
  if (transport === "websocket") fields.add("data", 0, bytes.length, `${bytes.length} bytes, as they are`);
  else {
    fields.add("type", 0, 1, "message with binary data");
    fields.add("base64", 1, bytes.length, `${decodeBinary(bytes, 1, bytes.length)?.length ?? 0} bytes`);
  }
  return fields.list;
}

function socketFields(bytes: Uint8Array): Field[] {
  const fields = new Fields(bytes.length);
  const head = decodeHead(bytes, 0, bytes.length);
  if (typeof head === "string") {
    fields.add("packet", 0, bytes.length, quoted(bytes));
    return fields.list;
  }
  const { type, attachments, nsp, id, json } = head;
  fields.add("type", 0, 1, type);
  let at = 1;
  if (attachments > 0) {
    const hyphen = bytes.indexOf(0x2d);
    fields.add(
      "attachments",
      1,
      hyphen,
      `${attachments} binary ${attachments === 1 ? "message follows" : "messages follow"}`,
    );
    at = hyphen + 1;
  }
  if (bytes[at] === 0x2f) {
    const comma = bytes.indexOf(0x2c, at);
    const end = comma < 0 ? bytes.length : comma;
    fields.add("namespace", at, end, nsp);
    at = end + 1;
  }
  fields.add(
    "id",
    at,
    json,
    `${type.endsWith("ack") ? "answers the event with" : "wants an answer with"} the id ${id}`,
  );
  const end = attachments > 0 ? jsonEnd(bytes, json) : bytes.length;
  fields.add("payload", json, end, quoted(bytes.subarray(json, end)));
  fields.add("attachments", end, bytes.length, `${bytes.length - end} bytes, each attachment in a message of its own`);
  return fields.list;
}

/** Where the array at `start` ends: attachments stand right after it. */
function jsonEnd(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let inString = false;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) depth++;
    else if ((byte === 0x5d || byte === 0x7d) && --depth === 0) return i + 1;
  }
  return bytes.length;
}
