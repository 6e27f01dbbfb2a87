/**
 * Wirelight's own capture: a lab's log in a file, to be read by people and tools, and opened again in the inspector.
 *
 * It is the log as NDJSON, the lines that `GET /labs/<id>/log` gives and that docs/guides/protocol.md describes, with
 * three additions: a first line about the capture, `hex` of tcp chunks that is never cut, and, on lines that come
 * from notes, `note` with the numbers by which notes name each other. So `grep` and `jq` find in it what the log
 * shows, layer by layer; and what was observed (tcp chunks and notes) stands in it whole.
 *
 * Whoever opens a capture takes only that, and decodes it anew. Lines of higher layers are passed over: they could say
 * anything, while decoded ones follow from the bytes, with the same n. A line with base64 of each record would have
 * been shorter and of no use to anybody else; lines without the bytes could only have been believed.
 *
 *     {"wirelight":1,"program":"03-ws-echo","began":1763862000000,"checkpoint":{"n":1,…}}
 *     {"n":1,"t":0.312,"conn":"c1","client":"A","from":"client","layer":"tcp","kind":"open",…}
 *     {"n":2,"t":0.312,"conn":"c1","client":"A","from":"client","layer":"tcp","kind":"chunk",…,"hex":"474554…"}
 *     {"n":3,…,"layer":"http","kind":"request","parent":2,…}
 *     {"p":1,"after":3,"t":1.5,…}
 *
 * `checkpoint` is the decoder's state before the first record, where earlier ones were dropped already. Lines with `p`
 * are the page's own half of the log. Values of cookies and credentials are covered.
 */
import type { PageEntry } from "../log.ts";
import type { Checkpoint, LogRecord } from "../records.ts";

export const VERSION = 1;

/** What the first line says. */
export interface CaptureHeader {
  /** The lab's program. */
  program: string;
  /** When the lab began, in milliseconds since 1970: `t` counts from there. */
  began: number;
  checkpoint?: Checkpoint;
}

/** What a capture holds: enough to decode it (`createDecoder(header.checkpoint)`) and to write it again. */
export interface Capture {
  header: CaptureHeader;
  records: LogRecord[];
  page: PageEntry[];
}

/** Bounds of what is opened; what is written stays far below, because a lab's log is bounded (limits.ts, `log.bytes`). */
export const CAPTURE_LIMITS = {
  "file.bytes": 268_435_456,
  /** A record of `log.bytes` as hex, and room. */
  "line.bytes": 16_777_216,
  /** Levels of one line's JSON: the deepest data that is passed on (64), and those around it. */
  depth: 80,
  /** Records and the page's entries together. */
  records: 1_000_000,
} as const;
