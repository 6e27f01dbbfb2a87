import { expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import { made } from "../log/made.fixture.ts";
import { figuresOf, isPriced, isRaced } from "./figures.ts";
import type { RaceRun } from "./lanes.ts";

const utf8 = new TextEncoder();
const RACE: RaceRun = { after: 1, last: 21, reads: 0 };

const figures = (entries: Entry[], race: readonly RaceRun[] = [RACE]) =>
  figuresOf({ entries, page: [], answers: { race } });
const price = (n: number, age = 0) => `{"n":${n},"price":100.5,"age":${age}}`;

/** An exchange of a client from `t` on: a request, a head and a body, 10 ms each. */
function exchange(first: number, client: string, text: string, t = first): Entry[] {
  const server = { client, from: "server" };
  return [
    made(first, "tcp chunk", { client, t, data: { length: 50 } }),
    made(first + 1, "http request", { client, t, data: { length: 50 } }),
    made(first + 2, "tcp chunk", { ...server, t: t + 10, data: { length: 70 } }),
    made(first + 3, "http response", { ...server, t: t + 10, data: { status: 200, length: 40 } }),
    made(first + 4, "http body", { ...server, t: t + 20, bytes: utf8.encode(text), data: { length: 30, final: true } }),
  ];
}

test("nothing has passed: no figure is one, and no race is run", () => {
  const nothing = figures([]);
  expect(nothing.poll).toMatchObject({ got: 0, each: 0, ask: 0, open: 0, oldest: 0, shown: [] });
  expect([isPriced(nothing), isRaced(nothing)]).toEqual([false, false]);
});

test("an exchange costs its bytes, and is open from its request to the end of its answer", () => {
  const { poll, long } = figures([...exchange(1, "A", price(2, 7)), ...exchange(10, "A", price(3, 4), 300)]);
  expect(poll).toMatchObject({ got: 2, requests: 2, bytes: 240, each: 120, ask: 120, open: 20, oldest: 7, vain: 0 });
  expect(poll.shown).toEqual([11]);
  expect(long.got).toBe(0);
});

test("a price that comes again is in vain, and counts once", () => {
  const { poll } = figures([...exchange(1, "A", price(2)), ...exchange(10, "A", price(2, 90))]);
  expect(poll).toMatchObject({ got: 1, each: 240, ask: 120, vain: 1, oldest: 0, shown: [11, 14] });
});

test("prices before and after the race are not its own, however old they are", () => {
  const entries = [
    ...exchange(1, "A", price(1, 180)),
    ...exchange(10, "A", price(21, 5)),
    ...exchange(20, "A", price(22)),
  ];
  expect(figures(entries).poll).toMatchObject({ got: 1, oldest: 5 });
  expect(figures(entries, [{ ...RACE, last: null }]).poll.got).toBe(2);
  expect(figures(entries, [RACE, { after: 21, last: 41, reads: 0 }]).poll.got).toBe(2);
  expect(figures(entries, []).poll.got).toBe(0);
});

test("a stream and a WebSocket are open until their connection ends, or until now", () => {
  const open = (client: string, n: number) =>
    made(n, "http request", { client, conn: client, t: 0, data: { length: 5 } });
  const entries = [
    open("C", 1),
    open("D", 2),
    made(3, "http response", { client: "D", conn: "D", from: "server", t: 2, data: { status: 101, length: 9 } }),
    made(4, "websocket frame", {
      client: "D",
      conn: "D",
      from: "server",
      t: 3,
      data: { name: "text", text: price(2) },
    }),
    made(5, "http body", {
      client: "C",
      conn: "C",
      from: "server",
      t: 3,
      bytes: utf8.encode(price(2)),
      data: { length: 9 },
    }),
    made(6, "tcp close", { client: "D", conn: "D", t: 50, data: {} }),
    made(7, "app note", { conn: "", t: 80 }),
  ];
  const { sse, socket } = figures(entries);
  expect([sse.open, socket.open]).toEqual([80, 50]);
  expect(socket).toMatchObject({ handshake: 14, up: 0, shown: [3, 4] });
});

test("words, reads and what a client sends itself", () => {
  const frame = (n: number, client: string, from: string) =>
    made(n, "websocket frame", { client, from, data: { name: "text", text: "word" } });
  const { post, echo, cached, reread } = figures(
    [
      ...exchange(1, "E", "word"),
      ...["client", "server", "client", "server"].map((from, i) => frame(10 + i, "F", from)),
      ...exchange(20, "G", "article"),
      made(30, "http request", { client: "G", t: 30, data: { length: 50 } }),
      made(31, "http response", { client: "G", from: "server", t: 35, data: { status: 304, length: 40 } }),
      ...["client", "server", "client", "server"].map((from, i) => frame(40 + i, "H", from)),
    ],
    [{ ...RACE, reads: 3 }],
  );
  expect(post).toMatchObject({ got: 1, shown: [2, 4] });
  expect(echo).toMatchObject({ got: 2, up: 2, shown: [12, 13] });
  expect(cached).toMatchObject({ got: 3, requests: 2, whole: 47, open: 8, shown: [23, 31] });
  expect(reread).toMatchObject({ got: 2, shown: [41, 43] });
});
