import { describe, expect, test } from "vitest";
import { keyOf, type Line, type Row } from "./line.ts";
import { lineOf, made, madePage } from "./made.fixture.ts";
import { Rows } from "./rows.ts";
import type { Item } from "./line.ts";

/** Feeds items in bursts, settling after each, and tells which keys share a row. */
function grouped(...bursts: Item[][]): string[][] {
  const rows: Row[] = [];
  const byN = new Map<number, Line>();
  const grouping = new Rows(
    () => {
      const row: Row = { seq: rows.length, lines: [] };
      rows.push(row);
      return row;
    },
    (n) => byN.get(n),
  );
  for (const burst of bursts) {
    for (const item of burst) {
      const line = lineOf(item);
      if ("n" in item) byN.set(item.n, line);
      grouping.add(line);
    }
    grouping.settle();
  }
  return rows.map((row) => row.lines.map((line) => keyOf(line.item)));
}

const chunk = (n: number, more = {}) => made(n, "tcp chunk", more);
const frame = (n: number, parent: number, data: object = {}, more = {}) =>
  made(n, "websocket frame", { parent, data: { opcode: 1, fin: true, ...data }, ...more });
const over = (n: number, what: string, parent: number, more = {}) => made(n, what, { parent, ...more });

describe("one row a message", () => {
  test("from the chunk to the handler that it called", () => {
    const items = [
      chunk(1),
      frame(2, 1),
      over(3, "engine.io message", 2),
      over(4, "socket.io event", 3),
      over(5, "app event", 4, { from: "server" }),
    ];
    expect(grouped(items)).toEqual([["1", "2", "3", "4", "5"]]);
  });

  test("two handlers called by one event stay with it", () => {
    const items = [chunk(1), frame(2, 1), over(3, "app event", 2), over(4, "app event", 2)];
    expect(grouped(items)).toEqual([["1", "2", "3", "4"]]);
  });

  test("what the program sent is a row of its own, and each packet that it became too", () => {
    const items = [
      chunk(1),
      frame(2, 1),
      over(3, "app event", 2),
      made(4, "app emit", { from: "server", cause: 3 }),
      chunk(5, { from: "server" }),
      frame(6, 5, {}, { from: "server", cause: 4 }),
    ];
    expect(grouped(items)).toEqual([["1", "2", "3"], ["4"], ["5", "6"]]);
  });

  test("of two frames in one chunk the first stays with the chunk", () => {
    expect(grouped([chunk(1), frame(2, 1), frame(3, 1)])).toEqual([["1", "2"], ["3"]]);
  });

  test("of three packets in one polling body the first stays with the body", () => {
    const items = [
      chunk(1),
      over(2, "http response", 1),
      over(3, "http body", 1, { data: { offset: 0 } }),
      over(4, "engine.io message", 3),
      over(5, "engine.io message", 3),
      over(6, "engine.io noop", 3),
    ];
    expect(grouped(items)).toEqual([["1", "2", "3", "4"], ["5"], ["6"]]);
  });
});

describe("a message in several pieces", () => {
  test("a frame cut into three chunks is one row", () => {
    expect(grouped([chunk(1), chunk(2), chunk(3), frame(4, 3)])).toEqual([["1", "2", "3", "4"]]);
  });

  test("also when its chunks were shown before it was whole", () => {
    expect(grouped([chunk(1)], [chunk(2)], [chunk(3), frame(4, 3)])).toEqual([["1", "2", "3", "4"]]);
  });

  test("an HTTP head and its body in another chunk are one row", () => {
    const head = over(2, "http request", 1);
    const body = over(4, "http body", 3, { data: { offset: 0 } });
    expect(grouped([chunk(1), head], [chunk(3), body])).toEqual([["1", "2", "3", "4"]]);
  });

  test("the later pieces of an endless body are rows of their own", () => {
    const items = [
      chunk(1),
      over(2, "http response", 1),
      over(3, "http body", 1, { data: { offset: 0 } }),
      chunk(4),
      over(5, "http body", 4, { data: { offset: 90 } }),
    ];
    expect(grouped(items)).toEqual([
      ["1", "2", "3"],
      ["4", "5"],
    ]);
  });

  test("fragments are one row, and a ping between them another", () => {
    const items = [
      chunk(1),
      frame(2, 1, { fin: false }),
      chunk(3),
      frame(4, 3, { opcode: 9 }),
      chunk(5),
      frame(6, 5, { opcode: 0 }),
    ];
    expect(grouped(items)).toEqual([
      ["1", "2", "5", "6"],
      ["3", "4"],
    ]);
  });

  test("a whole frame in the chunk that ends a fragmented message is another message", () => {
    const items = [chunk(1), frame(2, 1, { fin: false }), chunk(3), frame(4, 3, { opcode: 0 }), frame(5, 3)];
    expect(grouped(items)).toEqual([["1", "2", "3", "4"], ["5"]]);
  });
});

test("the two directions and two connections do not mix", () => {
  const server = { from: "server" };
  const other = { conn: "c2" };
  const items = [
    chunk(1),
    chunk(2, server),
    chunk(3, other),
    frame(4, 3, {}, other),
    frame(5, 2, {}, server),
    frame(6, 1),
  ];
  expect(grouped(items)).toEqual([
    ["3", "4"],
    ["2", "5"],
    ["1", "6"],
  ]);
});

test("opening and closing a connection are rows of their own", () => {
  const items = [made(1, "tcp open"), chunk(2), frame(3, 2), chunk(4), made(5, "tcp close")];
  expect(grouped(items)).toEqual([["1"], ["2", "3"], ["4"], ["5"]]);
});

test("the page's own entries are rows of their own", () => {
  expect(grouped([madePage(1), chunk(1), frame(2, 1), madePage(2)])).toEqual([["p1"], ["1", "2"], ["p2"]]);
});

test("an entry whose parent is held no longer begins a row", () => {
  expect(grouped([over(7, "app event", 3), frame(8, 2)])).toEqual([["7"], ["8"]]);
});
