/**
 * A lab's log as a file. The page holds entries, and these do not say all that a capture needs: how notes name messages is
 * used up when they are decoded. So the records are asked for once more, over a log stream of their own: it costs
 * nothing until someone saves, and brings what the server holds even where the page came late.
 */
import { captureOf } from "../../../protocol/capture/write.ts";
import type { Capture } from "../../../protocol/capture/file.ts";
import { createDecoder, type Decoder } from "../../../protocol/decode.ts";
import type { PageEntry } from "../../../protocol/log.ts";
import type { StreamItem } from "../../../protocol/records.ts";
import { createInflater } from "../../../protocol/wire/inflate.ts";
import { HostError, type Host, type LabAddress, type LogStream } from "../host/host.ts";

export interface Saved {
  host: Pick<Host, "stream">;
  address: LabAddress;
  /** The last entry that the page has seen: the capture goes at least so far. */
  lastN: number;
  /** The page's own entries, in order. */
  page: readonly PageEntry[];
  /** Milliseconds since 1970 at which the page's monotonic clock was 0. */
  timeOrigin: number;
}

/**
 * What the server holds of a lab's log, up to now.
 * @throws {HostError} when the lab is gone or the connection is lost on the way
 */
export async function fetchCapture({ host, address, lastN, page, timeOrigin }: Saved): Promise<Capture> {
  let stream: LogStream | undefined;
  try {
    const { items, offset } = await new Promise<{ items: StreamItem[]; offset: number }>((resolve, reject) => {
      const items: StreamItem[] = [];
      let offset = 0;
      let decoder: Decoder = createDecoder(undefined, createInflater);
      stream = host.stream(address, {
        status(status, measured) {
          if (measured !== undefined) ({ offset } = measured);
          if (status === "gone" || status === "lost") reject(unreachable(status));
        },
        items(batch) {
          for (const item of batch) {
            items.push(item);
            if (item.type === "checkpoint") decoder = createDecoder(item.checkpoint, createInflater);
            else decoder.skip(item);
          }
          if (decoder.n > lastN) resolve({ items, offset });
        },
      });
    });
    // `offset` leads from the page's clock to the lab's, which was 0 when the lab began.
    const began = Math.max(0, timeOrigin - offset);
    return { ...captureOf(items, { program: address.program, began }), page: [...page] };
  } finally {
    stream?.close();
  }
}

function unreachable(status: "gone" | "lost"): HostError {
  return status === "gone"
    ? new HostError("lab.unknown", "The lab does not exist any more, and its records went with it.", "Open a new lab.")
    : new HostError("page.lost", "The connection to the lab's log ended.", "Try again when it is back.");
}
