/** The recorded run of the comparison (src/traces/side-by-side.ndjson: one press of its button in a browser) for tests. */
import { readFileSync } from "node:fs";
import type { JsonEntry } from "../../../protocol/json.ts";
import type { Entry } from "../../../protocol/log.ts";
import { RECORDED_MESSAGE } from "./recorded.ts";
import { SIDES } from "./ledger.ts";
import { isOver } from "./over.ts";
import { type Step, stepsFor } from "./steps.ts";

export function recordedEntries(): Entry[] {
  return readFileSync(new URL("../../traces/side-by-side.ndjson", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { hex = "", ...entry } = JSON.parse(line) as JsonEntry;
      return { ...entry, bytes: new Uint8Array(Buffer.from(hex, "hex")) } as unknown as Entry;
    });
}

/** The entries of each step: a step begins after the one before it was over on both sides. */
export function recordedSteps(): { step: Step; entries: Entry[] }[] {
  const left = recordedEntries();
  const steps = stepsFor(RECORDED_MESSAGE, false);
  return steps.map((step, i) => {
    const entries: Entry[] = [];
    const over = () => SIDES.every((side) => isOver(step.id, side, entries, false));
    while (left.length > 0 && (!over() || i === steps.length - 1)) entries.push(left.shift()!);
    return { step, entries };
  });
}
