/** Writes captures (file.ts). */
import { toJson, toLine } from "../json.ts";
import type { Entry } from "../log.ts";
import type { LogRecord, StreamItem } from "../records.ts";
import { createDecoder } from "../decode.ts";
import { toHex } from "../wire/bytes.ts";
import { createInflater } from "../wire/inflate.ts";
import { coverSecrets } from "./cover.ts";
import { VERSION, type Capture } from "./file.ts";

/**
 * The lines of a capture, each with its line end.
 *
 * @example
 * const file = new Blob([...captureLines({ header: { program, began }, records, page: [] })]);
 */
export function* captureLines({ header, records, page }: Capture): Generator<string> {
  const { program, began, checkpoint } = header;
  yield `${JSON.stringify({ wirelight: VERSION, program, began, checkpoint })}\n`;
  const decoder = createDecoder(checkpoint, createInflater);
  for (const record of coverSecrets(records, checkpoint)) {
    const [observed, ...derived] = decoder.push(record);
    yield `${lineOf(observed!, record)}\n`;
    for (const entry of derived) yield `${toLine(entry)}\n`;
  }
  for (const entry of page) yield `${JSON.stringify(entry)}\n`;
}

/** The line of the entry that a record itself is. */
function lineOf(entry: Entry, record: LogRecord): string {
  const line = toJson(entry);
  if (record.type === "bytes") return JSON.stringify({ ...line, hex: toHex(record.bytes) });
  const { id, cause, in: place, out } = record.note;
  const links = { id, cause, in: place, out };
  const linked = Object.values(links).some((link) => link !== undefined);
  return JSON.stringify(linked ? { ...line, note: links } : line);
}

/**
 * What a log stream has brought, as a capture. Where the server had to leave out records for a slow reader, it went on
 * with a new checkpoint: what came before that one is not part of the capture.
 */
export function captureOf(items: readonly StreamItem[], about: { program: string; began: number }): Capture {
  const start = items.findLastIndex(({ type }) => type === "checkpoint");
  const state = items[start];
  const records = items.slice(start + 1).filter((item): item is LogRecord => item.type !== "checkpoint");
  const header = state?.type === "checkpoint" ? { ...about, checkpoint: state.checkpoint } : about;
  return { header, records, page: [] };
}
