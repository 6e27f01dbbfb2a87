import { describe, expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import { made } from "../log/made.fixture.ts";
import { exchangesOf, queryOf } from "./exchanges.ts";
import { pollsOf, streamsOf } from "./news.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const server = { from: "server" };
const request = (n: number, target: string, more = {}) =>
  made(n, "http request", { client: "A", data: { method: "GET", target: `/labs/x${target}`, headers: [] }, ...more });
const response = (n: number, status = 200, more = {}) =>
  made(n, "http response", { ...server, data: { status, reason: "", headers: [] }, ...more });
const body = (n: number, text: string, more = {}) =>
  made(n, "http body", {
    ...server,
    bytes: bytes(text),
    data: { length: bytes(text).length, offset: 0, final: true, framing: "length" },
    ...more,
  });
/** A chunk of a body that goes on. */
const chunk = (n: number, content: Uint8Array) => {
  const wire = [bytes(`${content.length.toString(16)}\r\n`), content, bytes("\r\n")].flatMap((part) => [...part]);
  const data = { length: content.length, offset: 0, final: false, framing: "chunked" };
  return made(n, "http body", { ...server, bytes: Uint8Array.from(wire), data });
};
const news = (id: number) => ({ id, text: "Zürich", age: 5 });

describe("exchanges", () => {
  test("have the bodies of their own response, on their own connection", () => {
    const c2 = { conn: "c2" };
    const run = [
      body(1, "of an answer whose request is not in this run"),
      request(2, "/news"),
      request(3, "/events", c2),
      body(4, "what the client sends", { from: "client" }),
      response(5, 100),
      response(6, 200, c2),
      response(7),
      body(8, "two", c2),
      body(9, "one"),
      request(10, "/news?after=1&client=A"),
      response(11, 204),
    ];
    const exchanges = exchangesOf(run);
    expect(exchanges.map(({ response, bodies }) => [response?.n, bodies.map(({ n }) => n)])).toEqual([
      [7, [9]],
      [6, [8]],
      [11, []],
    ]);
    expect([queryOf(exchanges[2]!, "after"), queryOf(exchanges[2]!, "x"), queryOf(exchanges[0]!, "after")]).toEqual([
      "1",
      null,
      null,
    ]);
  });
});

describe("polls", () => {
  const ask = (n: number, after: string, ...pieces: number[]): Entry[] => [
    request(n, `/news?client=A${after}`),
    response(n + 1),
    body(n + 2, JSON.stringify({ news: pieces.map(news) })),
  ];

  test("begin with the first one, and again where nothing is named that was there before", () => {
    const run = [
      ...ask(1, ""),
      ...ask(4, ""),
      ...ask(7, "", 1),
      ...ask(10, "&after=1"),
      ...ask(13, "", 1, 2),
      ...ask(16, "&after=0"),
    ];
    const polls = pollsOf(run).get("A")!;
    expect(polls.map(({ begins }) => begins)).toEqual([true, false, false, false, true, true]);
    expect(polls.map(({ news }) => news.length)).toEqual([0, 0, 1, 0, 2, 0]);
  });

  test("are told apart by client, and are those that were answered", () => {
    const run = [
      ...ask(1, ""),
      request(4, "/news", { client: "B", conn: "c2" }),
      request(5, "/newsletter", { client: "C" }),
    ];
    expect([...pollsOf(run).keys()]).toEqual(["A"]);
  });
});

describe("streams", () => {
  const event = (id: number) => `id: ${id}\ndata: ${JSON.stringify(news(id))}\n\n`;
  const streamed = (...chunks: Uint8Array[]) =>
    streamsOf([request(1, "/events?client=A"), response(2), ...chunks.map((content, i) => chunk(i + 3, content))])[0]!;

  test("are events, each completed by a chunk", () => {
    expect(streamed(bytes("retry: 1500\n\n"), bytes(event(4) + event(5)), bytes(event(6))).events).toEqual([
      { id: 4, n: 4 },
      { id: 5, n: 4 },
      { id: 6, n: 5 },
    ]);
  });

  test("are the same wherever the chunks end, in the middle of a character too", () => {
    const all = bytes(event(4) + event(5));
    for (let at = 1; at < all.length; at++)
      expect(streamed(all.subarray(0, at), all.subarray(at)).events.map(({ id }) => id)).toEqual([4, 5]);
  });

  test("say what their client has seen", () => {
    const headers = [["last-event-id", "7"]];
    const run = [request(1, "/events", { data: { method: "GET", target: "/events", headers } })];
    expect(streamsOf(run)).toMatchObject([{ lastEventId: "7", events: [] }]);
  });
});
