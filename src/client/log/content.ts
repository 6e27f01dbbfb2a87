/** What HTTP messages say, in one line, and without what stands around a body on the wire. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";

type HttpEntry = Extract<Entry, { layer: "http" }>;
export type Body = EntryOf<"http", "body">;

/** Characters of a body that stand in its line. */
const SAID = 120;

/** Headers without which one would not see what a request is about. */
const TELLING = ["last-event-id"];

/**
 * The summary of an HTTP entry for a reader of one lab: what a body says stands first, and the way to the lab, which is
 * the same for all its requests, is left out.
 */
export function httpText(entry: HttpEntry, summary: string): string {
  if (entry.kind === "body") {
    const said = contentText(entry, SAID);
    return said === undefined ? summary : `${visible(said)}, ${summary}`;
  }
  if (entry.kind !== "request") return summary;
  const telling = entry.data.headers.filter(([name]) => TELLING.includes(name.toLowerCase()));
  return [summary.replace(/ \/labs\/[\w-]+\//, " …/"), ...telling.map((header) => visible(header.join(": ")))].join(
    ", ",
  );
}

/** Bytes of the line end after a chunk. */
const LINE_END = 2;

/** Of a body or a piece of it: a chunk has its size before it and a line end after it. */
export function contentOf({ bytes, data: { length, framing, final } }: Body): Uint8Array {
  if (framing !== "chunked") return bytes.subarray(0, length);
  const end = bytes.length - LINE_END;
  return final ? bytes.subarray(0, 0) : bytes.subarray(Math.max(0, end - length), end);
}

/** The first characters of it; undefined where it is no text, or empty. */
export function contentText(body: Body, most: number): string | undefined {
  try {
    // A character may be cut in two where a piece ends.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(contentOf(body).subarray(0, most * 4), {
      stream: true,
    });
    return text.slice(0, most) || undefined;
  } catch {
    return undefined;
  }
}
