/** What the faults are called in the page, and what they mean. */
import type { Standing } from "../../../protocol/faults.ts";
import type { FaultName } from "../../client/faults.ts";

interface Named {
  label: string;
  means: string;
  /** What takes it back. */
  back?: string;
}

export const NAMES: Readonly<Record<FaultName, Named>> = {
  cut: { label: "Cut (RST)", means: "TCP is reset: no goodbye, of nobody" },
  end: { label: "End (FIN)", means: "TCP ends in both directions, without a close frame" },
  freeze: { label: "Freeze", means: "Nothing passes any more, and nobody is told", back: "Thaw" },
  thaw: { label: "Thaw", means: "What waited passes, and what comes" },
  delay: { label: "Delay", means: "Each direction takes so much longer", back: "Take back" },
  throttle: { label: "Throttle", means: "No more bytes pass in a second", back: "Take back" },
  "slow-reader": {
    label: "Slow reader",
    means: "The server reads no more bytes in a second",
    back: "Take back",
  },
  "slow-101": { label: "Slow 101", means: "The answer to a handshake is held back", back: "Take back" },
  "drop-after": { label: "Cut after", means: "So many bytes still pass", back: "Take back" },
  stop: { label: "Stop the server", means: "Its connections end, and nobody answers", back: "Start it again" },
  restart: { label: "Restart the server", means: "Its connections end, and it runs anew" },
};

/** What stands in the fields at first. */
export const FIRST: Record<Standing, Record<string, number | null>> = {
  delay: { ms: 500, jitter: 0 },
  throttle: { bytesPerSecond: 2_000 },
  "slow-reader": { bytesPerSecond: 200_000 },
  "slow-101": { ms: 2_000 },
  "drop-after": { bytes: 500 },
};
