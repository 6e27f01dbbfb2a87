/** Opens captures (file.ts). A file may come from anybody: nothing in it is believed that was not looked at. */
import { createDecoder } from "../decode.ts";
import type { Entry, PageEntry } from "../log.ts";
import { createInflater } from "../wire/inflate.ts";
import { savedDecoder } from "./checkpoint.ts";
import { CaptureError } from "./errors.ts";
import { CAPTURE_LIMITS, VERSION, type Capture, type CaptureHeader } from "./file.ts";
import { isNote, noteOf } from "./note.ts";
import { fields, integer, isObject, number, oneOf, ShapeError, text, type Shape } from "./shape.ts";

/** Ten thousand years: no time is later, and every sum of two is exact to a microsecond. */
const LATEST = 3.2e14;
const time = number(0, LATEST);

/**
 * Reads a capture.
 *
 * @param file the whole file; look at its size before you load it (`CAPTURE_LIMITS`)
 * @throws CaptureError, and nothing else: which line is wrong, in what, and what to do
 */
export function readCapture(file: Uint8Array): Capture {
  const limit = CAPTURE_LIMITS["file.bytes"];
  if (file.length > limit) throw new CaptureError("capture.size", { what: file.length, limit });
  let capture: Capture | undefined;
  for (const { line, json } of objectsOf(file)) {
    try {
      if (!capture) capture = { header: headerOf(json), records: [], page: [] };
      else add(capture, json, line);
    } catch (error) {
      throw error instanceof ShapeError ? new CaptureError("capture.field", { line, what: error.message }) : error;
    }
  }
  if (!capture) throw new CaptureError("capture.empty");
  return capture;
}

/**
 * The entries of a capture that was read.
 * @throws CaptureError where its first line speaks of connections in a way that the records contradict
 */
export function entriesOf({ header, records }: Capture): Entry[] {
  const entries: Entry[] = [];
  try {
    const decoder = createDecoder(header.checkpoint, createInflater);
    for (const record of records) decoder.push(record, entries);
  } catch (error) {
    // Without a checkpoint, no records make the decoder throw: that would be a fault of ours, not of the file.
    if (!header.checkpoint) throw error;
    throw new CaptureError("capture.state");
  }
  return entries;
}

/** The objects of the lines that are not empty. */
function* objectsOf(file: Uint8Array): Generator<{ line: number; json: Record<string, unknown> }> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let line = 0;
  for (let start = 0; start < file.length;) {
    line++;
    const newline = file.indexOf(0x0a, start);
    const end = newline < 0 ? file.length : newline;
    const bytes = file.subarray(start, end);
    start = end + 1;
    if (bytes.length > CAPTURE_LIMITS["line.bytes"])
      throw new CaptureError("capture.line", { line, limit: CAPTURE_LIMITS["line.bytes"] });
    if (isDeeper(bytes, CAPTURE_LIMITS.depth))
      throw new CaptureError("capture.depth", { line, limit: CAPTURE_LIMITS.depth });
    const content = decode(utf8, bytes, line).trim();
    if (content !== "") yield { line, json: parse(content, line) };
  }
}

/** Looked at before it is parsed: a parser that calls itself for each level would fall. */
function isDeeper(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > limit) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

function decode(utf8: TextDecoder, bytes: Uint8Array, line: number): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new CaptureError("capture.text", { line });
  }
}

function parse(content: string, line: number): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    json = undefined;
  }
  if (isObject(json)) return json;
  throw line === 1 ? new CaptureError("capture.foreign") : new CaptureError("capture.json", { line });
}

const headerFields = fields<Omit<CaptureHeader, "checkpoint">>({ program: text, began: time });

function headerOf(json: Record<string, unknown>): CaptureHeader {
  const version = json["wirelight"];
  if (version === undefined) throw new CaptureError("capture.foreign");
  if (version !== VERSION) throw new CaptureError("capture.version", { what: JSON.stringify(version) });
  const header = headerFields(json, "");
  if (json["checkpoint"] === undefined) return header;
  return { ...header, checkpoint: { ...savedDecoder(json["checkpoint"], "checkpoint") } };
}

/** Adds what a line stands for, if it stands for something: lines of higher layers follow from the bytes. */
function add({ records, page }: Capture, json: Record<string, unknown>, line: number): void {
  const { layer, kind } = json;
  const isChunk = layer === "tcp" && kind === "chunk";
  const isPage = json["p"] !== undefined;
  if (!isChunk && !isPage && !isNote(layer, kind)) return;
  const limit = CAPTURE_LIMITS.records;
  if (records.length + page.length >= limit) throw new CaptureError("capture.records", { line, limit });
  if (isPage) page.push(pageEntry(json, ""));
  else if (isChunk) records.push({ type: "bytes", ...chunkFields(json, ""), bytes: bytesOf(json["hex"]) });
  else records.push({ type: "note", ...placeFields(json, ""), note: noteOf(json) });
}

/** `c3` is 3; the lab itself, `""`, is 0. */
const connNumber: Shape<number> = (value, path) => {
  const digits = /^(?:c(\d{1,9}))?$/.exec(text(value, path));
  if (!digits) throw new ShapeError(path, "the name of a connection like c3");
  return Number(digits[1] ?? 0);
};

const placeFields = fields<{ conn: number; t: number }>({ conn: connNumber, t: time });

const chunkFields = fields<{ conn: number; t: number; from: "client" | "server" }>({
  conn: connNumber,
  t: time,
  from: oneOf("client", "server"),
});

const pageFields = fields<Omit<PageEntry, "data">>({
  p: integer(1),
  after: integer(),
  t: number(-LATEST, LATEST),
  client: text,
  layer: oneOf("app"),
  kind: oneOf("connection", "disconnect", "event", "emit", "error", "note"),
  summary: text,
});

const pageEntry: Shape<PageEntry> = (value, path) => {
  const entry = pageFields(value, path);
  const { data } = value as { data?: unknown };
  if (!isObject(data)) throw new ShapeError("data", "an object");
  return { ...entry, data };
};

/** @throws ShapeError where it is not hex; a chunk without bytes has none. */
function bytesOf(hex: unknown): Uint8Array {
  if (hex === undefined) return new Uint8Array(0);
  const digits = text(hex, "hex");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/.test(digits)) throw new ShapeError("hex", "lower-case hex");
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
