import { describe, expect, test } from "vitest";
import type { Pulse } from "../../client/heartbeats.ts";
import { countdownAt } from "./countdown.ts";
import { pageTimer, pageView, serverTimer, serverView } from "./views.ts";

const live: Pulse = {
  id: "c1",
  conn: "c1",
  client: "A",
  layer: "websocket",
  began: { n: 5, t: 0 },
  beats: [],
  frozen: undefined,
};
const frozen = { ...live, frozen: { n: 9, t: 300 } };
const ended = (reason: string, noticed: boolean) => ({ ended: { n: 12, t: 2_000, reason, noticed, lag: 0 } });

describe("the server", () => {
  test.each([
    [undefined, "has not met it"],
    [live, "counts it in"],
    [frozen, "counts it in"],
    [{ ...live, ...ended("1000", false) }, "knows that it is gone: 1000"],
    [{ ...live, ...ended("1006", true) }, "has given it up because no pong came in time"],
    [{ ...frozen, ...ended("1006", true) }, "has given it up 1,700 ms after its line froze"],
  ])("%#: %s", (pulse, view) => {
    expect(serverView(pulse)).toBe(view);
  });

  const pinged = { ...live, beats: [{ ping: { n: 7, t: 1_000 }, lag: 0 }] };
  test.each([
    [live, 400, false, "Next ping in 0.6 s."],
    [live, 400, true, "Next ping in 1 s."],
    [live, 1_100, false, "Ping under way. Gives up in 0.4 s."],
    [pinged, 1_100, false, "Ping sent. Gives up in 0.4 s."],
    [frozen, 1_100, false, "Ping stuck. Gives up in 0.4 s."],
    [frozen, 1_600, false, "Gives up now."],
  ])("%#, after %i ms: its timer", (pulse, now, still, text) => {
    expect(serverTimer(pulse, countdownAt(0, { pingInterval: 1_000, pingTimeout: 500 }, now), still)).toBe(text);
  });
});

describe("the page", () => {
  test.each([
    [{ phase: "idle", transport: null }, "is not connected"],
    [{ phase: "connecting", transport: null }, "is connecting"],
    [{ phase: "open", transport: "websocket" }, "takes it to be open"],
    [{ phase: "closing", transport: null }, "has said goodbye, and waits for the answer"],
    [{ phase: "closed", transport: null }, "is not connected"],
    [
      { phase: "closed", transport: null, problem: { said: "close 1006", meaning: "" } },
      "knows that it is over: close 1006",
    ],
    [
      { phase: "connecting", transport: null, problem: { said: "ping timeout", meaning: "" } },
      "has lost it (ping timeout), and tries again",
    ],
  ] as const)("%j", (state, view) => {
    expect(pageView(state)).toBe(view);
  });

  test.each([
    [0, "Gives up in 1.5 s, if no ping comes."],
    [1_100, "Gives up in 0.4 s, if no ping comes."],
    [1_500, "Gives up now."],
  ])("has one timer for both times: after %i ms", (now, text) => {
    expect(pageTimer(countdownAt(0, { pingInterval: 1_000, pingTimeout: 500 }, now), 500, false)).toBe(text);
  });
});
