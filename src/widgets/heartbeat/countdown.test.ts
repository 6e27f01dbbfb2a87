import { describe, expect, test } from "vitest";
import type { Beat, Pulse } from "../../client/heartbeats.ts";
import { countdownAt, hasPinged, heardAt, pingedAt, seconds } from "./countdown.ts";

const dials = { pingInterval: 1_000, pingTimeout: 500 };

test.each([
  [0, { part: "wait", left: 1_000, waited: 0, answered: 0 }],
  [-20, { part: "wait", left: 1_000, waited: 0, answered: 0 }], // clocks differ by a little
  [250, { part: "wait", left: 750, waited: 0.25, answered: 0 }],
  [1_000, { part: "answer", left: 500, waited: 1, answered: 0 }],
  [1_400, { part: "answer", left: 100, waited: 1, answered: 0.8 }],
  [1_500, { part: "over", left: 0, waited: 1, answered: 1 }],
  [9_000, { part: "over", left: 0, waited: 1, answered: 1 }],
])("%i ms after a sign of life", (gone, expected) => {
  expect(countdownAt(70, dials, 70 + gone)).toEqual(expected);
});

describe("what the timers begin with", () => {
  const beat = (ping: number, pong?: number): Beat => ({
    ping: { n: ping, t: ping },
    ...(pong !== undefined && { pong: { n: pong, t: pong } }),
    lag: 0,
  });
  const pulse = (...beats: Beat[]): Pulse => ({
    id: "c1",
    conn: "c1",
    client: "A",
    layer: "websocket",
    began: { n: 5, t: 5 },
    beats,
    frozen: undefined,
  });

  test.each([
    ["that it came", pulse(), 5, 5, false],
    ["a ping without an answer changes nothing for the server", pulse(beat(10)), 5, 10, true],
    ["the last pong", pulse(beat(10, 11), beat(20, 22)), 22, 20, false],
    ["the last pong, though a ping came after it", pulse(beat(10, 11), beat(20)), 11, 20, true],
  ])("%s", (_, pulse, heard, pinged, waits) => {
    expect([heardAt(pulse), pingedAt(pulse), hasPinged(pulse)]).toEqual([heard, pinged, waits]);
  });
});

test("what is left is shown in tenths, and never as nothing before it is over", () => {
  expect([1, 100, 101, 999, 1_000].map((left) => seconds(left))).toEqual(["0.1 s", "0.1 s", "0.2 s", "1.0 s", "1.0 s"]);
  expect([1, 1_001].map((left) => seconds(left, 1))).toEqual(["1 s", "2 s"]);
});
