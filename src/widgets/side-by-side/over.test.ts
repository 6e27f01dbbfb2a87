import { describe, expect, test } from "vitest";
import { SIDES } from "./ledger.ts";
import { isOver } from "./over.ts";
import { recordedSteps } from "./testing.ts";

describe.each(recordedSteps())("the step $step.id of a real run", ({ step: { id }, entries }) => {
  test.each(SIDES)("is over when the log holds the end of it, and not before (%s)", (side) => {
    expect(isOver(id, side, entries, false)).toBe(true);
    expect(isOver(id, side, [], false)).toBe(false);
    const withoutA = entries.filter(({ client }) => client !== `${side}-A`);
    expect(isOver(id, side, withoutA, false)).toBe(false);
  });
});

test("with polling first, a handshake goes on until the WebSocket is in use", () => {
  const [{ entries }] = recordedSteps() as [ReturnType<typeof recordedSteps>[number]];
  expect(isOver("handshake", "io", entries, true)).toBe(false);
  const upgrade = { ...entries[0]!, from: "client", layer: "engine.io", kind: "upgrade", data: {} };
  const upgraded = ["io-A", "io-B"].map((client) => ({ ...upgrade, client }) as (typeof entries)[number]);
  expect(isOver("handshake", "io", [...entries, ...upgraded], true)).toBe(true);
});
