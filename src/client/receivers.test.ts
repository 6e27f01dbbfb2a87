import { expect, test } from "vitest";
import type { Entry } from "../../protocol/log.ts";
import { isFenced, receiversOf } from "./receivers.ts";

/** A asks for a broadcast (n=1); the handler (2) emits (3) to B and C (4, 5); then everybody asks and is answered. */
const RUN = entries(
  { layer: "socket.io", kind: "event", from: "client", client: "A" },
  { layer: "app", kind: "event", from: "server", client: "A", parent: 1 },
  { layer: "app", kind: "emit", from: "server", cause: 2 },
  { layer: "socket.io", kind: "event", from: "server", client: "B", cause: 3 },
  { layer: "socket.io", kind: "event", from: "server", client: "C", cause: 3 },
  { layer: "socket.io", kind: "event", from: "client", client: "A" },
  { layer: "app", kind: "event", from: "server", client: "A", parent: 6 },
  { layer: "app", kind: "emit", from: "server", cause: 7 },
  { layer: "socket.io", kind: "ack", from: "server", client: "A", cause: 8, answers: 6 },
);

test("the receivers of a call are the clients to which its packets went", () => {
  expect(receiversOf(RUN, 1)).toEqual(
    new Map([
      ["B", [4]],
      ["C", [5]],
    ]),
  );
});

test("an acknowledgement makes nobody a receiver", () => {
  expect(receiversOf(RUN, 6)).toEqual(new Map());
});

test("what another call sent at the same time does not count", () => {
  const other = entries(
    ...RUN,
    { layer: "socket.io", kind: "event", from: "client", client: "D" },
    { layer: "app", kind: "event", from: "server", client: "D", parent: 10 },
    { layer: "app", kind: "emit", from: "server", cause: 11 },
    { layer: "socket.io", kind: "event", from: "server", client: "B", cause: 12 },
  );
  expect(receiversOf(other, 1)).toEqual(
    new Map([
      ["B", [4]],
      ["C", [5]],
    ]),
  );
  expect(receiversOf(other, 10)).toEqual(new Map([["B", [13]]]));
});

test("a client that gets it twice is there with both packets", () => {
  const twice = entries(...RUN, { layer: "socket.io", kind: "event", from: "server", client: "B", cause: 3 });
  expect(receiversOf(twice, 1).get("B")).toEqual([4, 10]);
});

test("an event that the server sends by itself is caused by nobody's packet", () => {
  const alone = entries(
    { layer: "app", kind: "emit", from: "server" },
    { layer: "socket.io", kind: "event", from: "server", client: "A", cause: 1 },
  );
  expect(receiversOf(alone, 3)).toEqual(new Map());
});

test("a run is fenced when every question after it has its answer, and not by no question at all", () => {
  expect(isFenced(RUN, [6])).toBe(true);
  expect(isFenced(RUN, [6, 1])).toBe(false);
  expect(isFenced(RUN, [])).toBe(false);
});

function entries(...parts: object[]): Entry[] {
  return parts.map((part, i) => ({ n: i + 1, t: i, conn: "c1", data: {}, bytes: new Uint8Array(), ...part }) as Entry);
}
