import { expect, test } from "vitest";
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import { type Item, keyOf } from "./line.ts";
import { made, madePage } from "./made.fixture.ts";
import { type PageClock, Placement } from "./placement.ts";

/** Of a page in the lab's own process. */
const ONE_CLOCK: PageClock = { lab: (at) => at, error: () => 0 };

function placed(entries: number[], page: number[], over: number): string[] {
  const placement = new Placement(ONE_CLOCK);
  for (const t of entries) placement.entry(made(t, "tcp chunk", { t }));
  for (const t of page) placement.page(madePage(t, { t }));
  placement.over(over);
  return placement.take().map(keyOf);
}

test.each([
  [
    "the page's entries stand between the lab's, by the lab's clock",
    [10, 20, 30],
    [5, 15, 25],
    0,
    "p5 10 p15 20 p25 30",
  ],
  ["a page entry newer than all of the lab's waits for them", [10], [15], 0, "10"],
  ["until all that was before it has come", [10], [15, 16], 15, "10 p15"],
  ["of one moment the lab's stands first: the page was told of it", [10], [10], 10, "10 p10"],
  ["the page's own keep their order", [100], [3, 2], 0, "p3 p2 100"],
])("%s", (_, entries, page, over, order) => {
  expect(placed(entries, page, over).join(" ")).toBe(order);
});

/** All that waits: the lab has told of everything. */
function takeAll(placement: Placement): Item[] {
  placement.over(Infinity);
  return placement.take();
}

/** A message of A, from the server unless it says otherwise. */
const passed = (n: number, t: number, more: Partial<Entry> = {}) =>
  made(n, "websocket frame", { t, client: "A", from: "server", ...more });
const call = (p: number, t: number, more: Partial<PageEntry> = {}) => madePage(p, { t, kind: "emit", ...more });
const told = (p: number, t: number, more: Partial<PageEntry> = {}) => madePage(p, { t, kind: "event", ...more });

test.each<[name: string, entries: Entry[], page: PageEntry[], order: string]>([
  ["a call stands before what it sent, of one moment", [passed(1, 10, { from: "client" })], [call(1, 10)], "p1 1"],
  [
    "a call stands before what it sent, with a clock that is fast",
    [passed(1, 10, { from: "client" })],
    [call(1, 13)],
    "p1 1",
  ],
  ["what the page was told stands after it was sent, with a clock that is slow", [passed(1, 10)], [told(1, 7)], "1 p1"],
  [
    "a request of the page itself has no client's name",
    [made(1, "http request", { t: 10 })],
    [call(1, 12, { client: "page" })],
    "p1 1",
  ],
  [
    "a note about an event is no call",
    [passed(1, 10, { from: "client" })],
    [call(1, 10, { kind: "note", data: { event: "upgrade" } })],
    "1 p1",
  ],
  [
    "what another client sends is no effect of a call",
    [passed(1, 10, { from: "client", client: "B" })],
    [call(1, 12)],
    "1 p1",
  ],
  [
    "what the page had seen by then is no effect of its call",
    [passed(1, 10, { from: "client" })],
    [call(1, 12, { after: 1 })],
    "1 p1",
  ],
  [
    "a moment further off is told by the clocks alone",
    [passed(1, 10, { from: "client" }), passed(2, 30)],
    [call(1, 16), told(2, 24)],
    "1 p1 p2 2",
  ],
  [
    "what led to what the page was told stands before it, too, with a clock that is slow",
    [passed(1, 10, { client: "B" }), passed(2, 10)],
    [told(1, 8)],
    "1 2 p1",
  ],
  [
    "an answer in the page stands between what it heard and what it sent",
    [passed(1, 10), passed(2, 10, { from: "client" })],
    [told(1, 10), call(2, 11)],
    "1 p1 p2 2",
  ],
])("%s", (_, entries, page, order) => {
  const placement = new Placement(ONE_CLOCK);
  for (const entry of entries) placement.entry(entry);
  for (const entry of page) placement.page(entry);
  expect(takeAll(placement).map(keyOf).join(" ")).toBe(order);
});

const moments = (items: readonly { t: number }[]) => items.map(({ t }) => t);

test("a call that seems later than what it sent gets its moment; one that is told apart keeps its own", () => {
  const placement = new Placement(ONE_CLOCK);
  placement.entry(passed(1, 10, { from: "client" }));
  placement.entry(passed(2, 30));
  for (const entry of [call(1, 13), told(2, 20), told(3, 27)]) placement.page(entry);
  const items = takeAll(placement);
  expect(items.map(keyOf).join(" ")).toBe("p1 1 p2 2 p3");
  expect(moments(items)).toEqual([10, 10, 20, 30, 30]);
});

test("nothing of the page's is earlier than what the page had seen by then", () => {
  const placement = new Placement(ONE_CLOCK);
  placement.entry(passed(1, 10));
  placement.take();
  placement.page(told(1, 4, { after: 1 }));
  expect(moments(takeAll(placement))).toEqual([10]);
});

test.each([
  ["as far as the clocks may be apart", 20, "p1 1"],
  ["not farther", 7, "1 p1"],
  ["farther, where nothing was measured yet", Infinity, "p1 1"],
])("what came of a call is looked for %s", (_, error, order) => {
  const placement = new Placement({ ...ONE_CLOCK, error: () => error });
  placement.entry(passed(1, 10, { from: "client" }));
  placement.page(call(1, 25), 25);
  expect(takeAll(placement).map(keyOf).join(" ")).toBe(order);
});

test("nor is what passed long ago taken for what came of a call, where nothing was measured yet", () => {
  const placement = new Placement({ ...ONE_CLOCK, error: () => Infinity });
  for (const entry of [passed(1, 10, { from: "client" }), passed(2, 590, { from: "client" })]) placement.entry(entry);
  placement.page(call(1, 600), 600);
  expect(takeAll(placement).map(keyOf).join(" ")).toBe("1 p1 2");
});

test("an entry of an earlier visit stands by its moment, however little is known of the clock yet", () => {
  const placement = new Placement({ ...ONE_CLOCK, error: () => Infinity });
  placement.restore([told(1, 10), call(2, 500)]);
  for (const entry of [passed(1, 10), passed(2, 400, { from: "client" }), passed(3, 900)]) placement.entry(entry);
  expect(takeAll(placement).map(keyOf).join(" ")).toBe("1 p1 2 p2 3");
});

test("the moment of a page entry is the one that is known best when it gets its place", () => {
  let offset = 100;
  const placement = new Placement({ lab: (at) => at + offset, error: () => 0 });
  placement.page(told(1, 105), 5);
  placement.entry(passed(1, 10, { client: "B" }));
  offset = 2;
  expect(moments(takeAll(placement))).toEqual([7, 10]);
});

test("a page entry is past when its moment is over on both clocks, and soon where nothing was measured yet", () => {
  const after = (error: number, ms: number) => {
    const placement = new Placement({ ...ONE_CLOCK, error: () => error });
    placement.page(told(1, 10), 10);
    return placement.past(10 + ms);
  };
  expect([after(0, 4), after(0, 5), after(20, 19), after(20, 20)]).toEqual([undefined, 1, undefined, 1]);
  expect([after(Infinity, 49), after(Infinity, 50)]).toEqual([undefined, 1]);
});

test("what was taken is not given again, what waits is", () => {
  const placement = new Placement(ONE_CLOCK);
  placement.entry(made(1, "tcp chunk"));
  placement.page(madePage(5));
  expect(placement.take().map(keyOf)).toEqual(["1"]);
  expect(placement.unsure).toBe(true);
  placement.entry(made(9, "tcp chunk"));
  expect(placement.take().map(keyOf)).toEqual(["p5", "9"]);
  expect(placement.unsure).toBe(false);
});

test("while there is more to decode, nobody's wait is over", () => {
  const placement = new Placement(ONE_CLOCK);
  placement.page(madePage(5));
  placement.over(5);
  expect(placement.take(true)).toEqual([]);
  placement.entry(made(3, "tcp chunk"));
  expect(placement.take().map(keyOf)).toEqual(["3", "p5"]);
});
