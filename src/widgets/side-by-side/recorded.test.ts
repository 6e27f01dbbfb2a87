import { expect, test } from "vitest";
import { SIDES, totals } from "./ledger.ts";
import { countOf } from "./packets.ts";
import { recordStep } from "./record.ts";
import { RECORDED, RECORDED_MESSAGE } from "./recorded.ts";
import { recordedEntries, recordedSteps } from "./testing.ts";

// `vitest -u` writes the file anew, after another run was recorded.
test("what the page shows before anything is played is what its trace says", async () => {
  const records = recordedSteps().map(({ step, entries }) => recordStep(step.id, entries, RECORDED_MESSAGE, step.fold));
  await expect(`${JSON.stringify(records)}\n`).toMatchFileSnapshot("recorded.json");
});

test("no byte of the run is lost between the steps", () => {
  const sums = totals(RECORDED);
  for (const side of SIDES) {
    const own = recordedEntries().filter(({ client }) => client?.startsWith(side));
    expect(sums[side]).toEqual(countOf(own));
  }
});

test("every byte that TCP carried for a client stands in a packet, in the part of one layer", () => {
  for (const { counts, rows, same } of RECORDED)
    for (const side of SIDES) {
      const packets = rows.flatMap((row) => row[side] ?? []);
      const shown = packets.flatMap(({ parts }) => parts).reduce((sum, { bytes }) => sum + bytes, 0);
      const hidden = same ? same[side].up + same[side].down : 0;
      expect(shown + hidden).toBe(counts[side].up + counts[side].down);
    }
});
