import { describe, expect, test } from "vitest";
import { keyOf, type Line, type Row } from "./line.ts";
import { made } from "./made.fixture.ts";
import { Queue } from "./queue.ts";
import { View } from "./view.ts";

/** A source of rows with one frame each, from clients A and B in turn, and a view of it. */
function setUp() {
  const source = { rows: new Queue<Row>(), lines: new Queue<Line>() };
  const view = new View(source, () => {});
  const add = (text: string, client = "A", row?: Row): Row => {
    const n = source.lines.end + 1;
    const item = made(n, "websocket frame", {
      client,
      data: { opcode: 1, fin: true, rsv: 0, name: "text", length: text.length, text },
    });
    const into = row ?? { seq: source.rows.end, lines: [] };
    const line: Line = { seq: source.lines.end, item, row: into, taken: false, search: null };
    source.lines.push(line);
    into.lines.push(line);
    if (!row) source.rows.push(into);
    return into;
  };
  const drop = () => {
    source.lines.shift();
    source.rows.shift();
  };
  const work = (touched: Row[] = [], ready = () => false) => view.work(touched, ready);
  const shown = () =>
    Array.from({ length: view.length }, (_, i) => {
      const unit = view.at(i)!;
      return "lines" in unit ? unit.lines.map((line) => keyOf(line.item)).join("+") : keyOf(unit.item);
    });
  return { source, view, add, drop, work, shown };
}

test("everything is shown, in order, as it comes", () => {
  const { add, work, shown } = setUp();
  add("one");
  work();
  add("two");
  add("three");
  work();
  expect(shown()).toEqual(["1", "2", "3"]);
});

test("flat, each line is a row", () => {
  const { view, add, work, shown } = setUp();
  const row = add("one");
  add("two");
  add("and one more of the first", "A", row);
  work();
  expect(shown()).toEqual(["1+3", "2"]);
  view.show({ flat: true });
  work();
  expect(shown()).toEqual(["1", "2", "3"]);
});

describe("a filter", () => {
  test.each([
    ["by text, in any case", { text: " TWO" }, ["2"]],
    ["by client", { client: "B" }, ["2", "4"]],
    ["by client and text, both on one line", { client: "B", text: "one" }, []],
    ["by connection", { conn: "c9" }, []],
    ["by layer", { layers: new Set(["http"] as const) }, []],
    ["by nothing", {}, ["1", "2", "3", "4"]],
  ])("%s", (_, filter, rows) => {
    const { view, add, work, shown } = setUp();
    ["one", "two", "three", "four"].forEach((text, i) => add(text, i % 2 ? "B" : "A"));
    view.show({ filter });
    work();
    expect(shown()).toEqual(rows);
  });

  test("applies to what comes later", () => {
    const { view, add, work, shown } = setUp();
    view.show({ filter: { text: "o" } });
    ["one", "three", "two"].forEach((text) => add(text));
    work();
    expect(shown()).toEqual(["1", "3"]);
  });

  test("takes a row in its place when a later line of it passes", () => {
    const { view, add, work, shown } = setUp();
    view.show({ filter: { text: "zebra" } });
    add("zebra 1");
    const row = add("plain");
    add("zebra 2");
    work();
    expect(shown()).toEqual(["1", "3"]);
    add("zebra 3", "A", row);
    work([row]);
    work([row]);
    expect(shown()).toEqual(["1", "2+4", "3"]);
  });

  test("is worked through in pieces, and says so", () => {
    const { view, add, work, shown } = setUp();
    for (let i = 0; i < 1_000; i++) add(i % 2 ? "odd" : "even");
    view.show({ filter: { text: "odd" } });
    work([], () => true);
    expect(view.searching).toBe(true);
    expect(view.length).toBeLessThan(500);
    while (view.searching) work([], () => true);
    expect(shown()).toEqual(Array.from({ length: 500 }, (_, i) => String(2 * i + 2)));
  });
});

describe("pause", () => {
  test("shows nothing new, counts it, and goes on from there", () => {
    const { view, add, work, shown } = setUp();
    add("one");
    work();
    view.pause();
    add("two");
    add("three");
    work();
    expect([shown(), view.behind, view.paused]).toEqual([["1"], 2, true]);
    view.resume();
    work();
    expect([shown(), view.behind, view.paused]).toEqual([["1", "2", "3"], 0, false]);
  });

  test("still lets the oldest go", () => {
    const { view, add, drop, work, shown } = setUp();
    add("one");
    add("two");
    work();
    view.pause();
    drop();
    work();
    expect([shown(), view.gone]).toEqual([["2"], 1]);
  });
});

test("clear hides what was there and shows what comes", () => {
  const { view, add, work, shown } = setUp();
  const first = add("one");
  work();
  view.clear();
  add("two");
  add("and one more of the first", "A", first);
  work([first]);
  expect(shown()).toEqual(["2"]);
});

test("a shown unit is found, another is not", () => {
  const { view, add, work, source } = setUp();
  ["ape", "zebra", "zebu"].forEach((text) => add(text));
  view.show({ filter: { text: "zeb" } });
  work();
  const rows = [...source.rows];
  expect(rows.map((row) => view.indexOf(row))).toEqual([-1, 0, 1]);
});

test("its version rises with each piece of work", () => {
  const { view, work } = setUp();
  const before = view.version.get();
  work();
  expect(view.version.get()).toBe(before + 1);
});
