import { expect, test } from "vitest";
import type { Line, Row } from "../../client/log/line.ts";
import { lineOf, made, madePage } from "../../client/log/made.fixture.ts";
import { factsOf } from "./facts.ts";
import { newsOf } from "./news.ts";
import { layersOf, modelOf, wayText } from "./present.ts";

/** A row of these lines; other lines that may be their parents are held beside it. */
function rowOf(
  own: Line[],
  held: Line[] = [],
): { row: Row; store: { parentOf(line: Line): Line | undefined; find(key: string): Line | undefined } } {
  const all = [...own, ...held];
  const find = (key: string) => all.find(({ item }) => "n" in item && String(item.n) === key);
  const parentOf = ({ item }: Line) =>
    "n" in item && item.parent !== undefined ? find(String(item.parent)) : undefined;
  return { row: { seq: 0, lines: own }, store: { parentOf, find } };
}

const said = { fin: true, rsv: 0, opcode: 1, name: "text", masked: true, key: "00000000", length: 2, text: "hi" };
const chunk = lineOf(made(1, "tcp chunk", { client: "A", data: { length: 8 } }));
const frame = lineOf(made(2, "websocket frame", { client: "A", parent: 1, data: said }));
const packet = lineOf(
  made(3, "engine.io message", { client: "A", parent: 2, data: { length: 1, binary: false, transport: "websocket" } }),
);
const handler = lineOf(
  made(4, "app event", { client: "A", from: "server", parent: 3, data: { id: "x", name: "ping", args: [] } }),
);

test("a message is told by the outermost thing that was on the wire", () => {
  const { row, store } = rowOf([chunk, frame, packet, handler]);
  expect(modelOf(row, store)).toMatchObject({
    key: "3",
    layer: "engine.io",
    kind: "message",
    time: "0.001",
    client: "A",
    way: "to-server",
    strip: ["own", "none", "own", "own", "none", "own"],
    bad: false,
  });
});

test("what it shares with the message before is told apart", () => {
  const second = lineOf(made(5, "websocket frame", { client: "A", parent: 1, from: "server", data: said }));
  const { row, store } = rowOf([second], [chunk]);
  expect(modelOf(row, store)).toMatchObject({
    way: "to-client",
    strip: ["shared", "none", "own", "none", "none", "none"],
  });
  expect(layersOf(row, store).map(({ line, shared }) => [line, shared])).toEqual([
    [second, false],
    [chunk, true],
  ]);
});

test("its layers go from the call down to the bytes", () => {
  const { row, store } = rowOf([chunk, frame, packet, handler]);
  expect(layersOf(row, store).map(({ line }) => line)).toEqual([handler, packet, frame, chunk]);
});

test("one line by itself has one layer", () => {
  expect(modelOf(frame, rowOf([frame], [chunk]).store)).toMatchObject({
    key: "2",
    strip: ["none", "none", "own", "none", "none", "none"],
    summary: '"hi", text, final, masked, 2 bytes',
  });
});

test.each([
  ["of the page", madePage(1), "in-client", "in A's page"],
  [
    "of the program",
    made(1, "app emit", { from: "server", data: { call: "emit", name: "x", args: [], to: [] } }),
    "in-server",
    "in the server's program",
  ],
  ["of the lab", made(1, "app restart", { from: "lab", conn: "", data: { program: "x" } }), "in-lab", "the lab"],
] as const)("an entry %s was on no wire", (_, item, way, text) => {
  const line = lineOf(item);
  const model = modelOf(line, rowOf([line]).store);
  expect([model.way, wayText(model.way, model.client)]).toEqual([way, text]);
});

test.each(["http violation", "app error", "app refusal"])("%s is something wrong", (what) => {
  const data = { code: "x", message: "m", rule: "r", where: "w", hint: "h", length: 1 };
  const line = lineOf(made(1, what, { data }));
  expect(modelOf(line, rowOf([line]).store).bad).toBe(true);
});

test("text that hides or turns is made visible", () => {
  const line = lineOf(madePage(1, { summary: "a\u202eb\u0007" }));
  expect(modelOf(line, rowOf([line]).store).summary).toBe("aU+202Eb␇");
});

test("an opened entry says where it stands, and leads only to what is held", () => {
  const line = lineOf(
    made(9, "app emit", {
      conn: "c1",
      t: 1_234.5,
      cause: 4,
      parent: 77,
      data: { call: "emit", to: [{ client: "B", id: "s1" }] },
    }),
  );
  const { store } = rowOf([line], [handler]);
  expect(factsOf(line, store)).toEqual([
    { name: "at", text: "1.234 s" },
    { name: "connection", text: "c1" },
    { name: "carried by", text: "77" },
    { name: "caused by", text: "", to: ["4"] },
    { name: "call", text: "emit" },
    { name: "to", text: "B (s1)" },
  ]);
});

test("where there are bytes, their fields speak for the data", () => {
  const line = lineOf(made(2, "websocket frame", { conn: "", data: said, bytes: new Uint8Array(8) }));
  expect(factsOf(line, rowOf([line]).store)).toEqual([{ name: "at", text: "0.002 s" }]);
});

test("the news are counts and the last message", () => {
  const answer = made(6, "websocket frame", { client: "A", from: "server", data: said });
  expect(newsOf([frame.item, frame.item, answer])).toBe(
    "2 from clients, 1 from the server. Last: A text, final, masked, 2 bytes.",
  );
});

test("an HTTP message is told by its head, without the way to the lab, and by what its body says", () => {
  const told = (...lines: Line[]) => {
    const { row, store } = rowOf(lines);
    return modelOf(row, store).summary;
  };
  const request = lineOf(
    made(1, "http request", { data: { method: "GET", target: "/labs/a-b_1/news?after=7", headers: [] } }),
  );
  const answer = lineOf(made(2, "http response", { from: "server", data: { status: 200, reason: "OK" } }));
  const data = { length: 11, offset: 0, final: true, framing: "length" };
  const body = lineOf(made(3, "http body", { from: "server", data, bytes: new TextEncoder().encode('{"news":[]}') }));
  expect(told(request)).toBe("GET …/news?after=7");
  expect(told(answer)).toBe("200 OK");
  expect(told(answer, body)).toBe('200 OK: {"news":[]}, 11 bytes');
  expect(told(body)).toBe('{"news":[]}, 11 bytes');
});
