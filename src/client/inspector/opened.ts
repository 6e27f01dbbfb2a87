/** A saved capture as a log without any server: read with distrust, then decoded like a lab's own. */
import { entriesOf, readCapture } from "../../../protocol/capture/read.ts";
import { CaptureError } from "../../../protocol/capture/errors.ts";
import { CAPTURE_LIMITS, type CaptureHeader } from "../../../protocol/capture/file.ts";
import type { Env } from "../env.ts";
import { LogStore } from "../log/store.ts";

export interface OpenedCapture {
  header: CaptureHeader;
  log: LogStore;
  /** Entries of the lab, and of the page, in it. */
  count: { entries: number; page: number };
}

/**
 * @param file whatever was chosen or dropped
 * @throws {CaptureError} which says in words why it was not opened
 */
export async function openCapture(
  file: Pick<Blob, "size" | "arrayBuffer">,
  env: Pick<Env, "now" | "frame" | "idle">,
): Promise<OpenedCapture> {
  const limit = CAPTURE_LIMITS["file.bytes"];
  // Before it is loaded: the page could not hold it.
  if (file.size > limit) throw new CaptureError("capture.size", { what: file.size, limit });
  const capture = readCapture(new Uint8Array(await file.arrayBuffer()));
  const { header, records, page } = capture;
  // Decoded once before anything is shown: a checkpoint may contradict the records, and then all of it is refused.
  const entries = entriesOf(capture).length;
  const log = new LogStore({
    // All of it is long ago and here.
    now: () => Infinity,
    lab: (at) => at,
    error: () => 0,
    caughtUp: () => Promise.resolve(),
    work: () => env.now(),
    frame: (work) => env.frame(work),
    idle: (work) => env.idle(work),
  });
  log.restore(page);
  if (header.checkpoint) log.feed([{ type: "checkpoint", t: 0, checkpoint: header.checkpoint }]);
  log.feed(records);
  return { header, log, count: { entries, page: page.length } };
}
