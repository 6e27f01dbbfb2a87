import { expect, test } from "vitest";
import { type Choice, FIRST, PIECES, planOf, programOf, TOTALS } from "./plan.ts";

test("the first try sends at once, and does not wait", () => {
  expect(planOf(FIRST)).toEqual({ total: 1_000_000, piece: 10_000, threshold: null });
  expect(programOf({ total: 1_000_000, piece: 10_000, threshold: null }, FIRST.when)).toBe(
    `const ws = new WebSocket(url);
for (let sent = 0; sent < 1_000_000; sent += 10_000) {
  ws.send(piece);
}`,
  );
});

test("waiting in the open event", () => {
  expect(programOf({ total: 8_000_000, piece: 50_000, threshold: 40_000 }, "open")).toBe(
    `const ws = new WebSocket(url);
ws.onopen = async () => {
  for (let sent = 0; sent < 8_000_000; sent += 50_000) {
    while (ws.bufferedAmount > 40_000) await pause(4);
    ws.send(piece);
  }
};`,
  );
});

test.each([
  ["0", 0],
  ["40000", 40_000],
  [" 40,000 ", 40_000],
  ["65_536", 65_536],
  ["10000000", 10_000_000],
])("the threshold %j is %i", (threshold, value) => {
  expect(planOf({ ...FIRST, waits: true, threshold })).toMatchObject({ threshold: value });
});

test.each(["", "-1", "1.5", "1e3", "lots", "10000001", "9".repeat(400)])("the threshold %j is none", (threshold) => {
  const choice: Choice = { ...FIRST, waits: true, threshold };
  expect(planOf(choice)).toEqual({ wrong: "A threshold is a whole number from 0 to 10,000,000." });
  expect(planOf({ ...choice, waits: false })).toMatchObject({ threshold: null });
});

test("a server that reads as fast as it can accepts as many messages", () => {
  for (const total of TOTALS) for (const piece of PIECES) expect(total / piece).toBeLessThan(1_000);
});
