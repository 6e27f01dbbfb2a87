import { expect, test } from "vitest";
import { made } from "../log/made.fixture.ts";
import { Meter } from "./meter.ts";

/** A question of 100 bytes and its answer of 40. */
const exchange = (n: number, client = "A") => [
  made(n, "tcp chunk", { client, data: { length: 100 } }),
  made(n + 1, "http request", { client }),
  made(n + 2, "tcp chunk", { client, from: "server", data: { length: 40 } }),
  made(n + 3, "http response", { client, from: "server" }),
];

const once = { requests: 1, up: 100, down: 40 };
const nothing = { requests: 0, up: 0, down: 0 };

test("counts one client from its beginning on", () => {
  const meter = new Meter("A");
  meter.add(exchange(1));
  expect(meter.cost).toEqual(nothing);
  meter.begin();
  expect(meter.cost).toEqual(nothing);
  meter.add([...exchange(5, "B"), ...exchange(9)]);
  expect(meter.cost).toEqual(once);
});

test("leaves out the first exchange where it is told to, and nothing of others counts as one", () => {
  const meter = new Meter("A");
  meter.add(exchange(1));
  meter.beginAfterAnswer();
  meter.add([...exchange(5, "B"), ...exchange(9).slice(0, 3)]);
  expect(meter.cost).toEqual(nothing);
  meter.add([...exchange(9).slice(3), ...exchange(13)]);
  expect(meter.cost).toEqual(once);
});
