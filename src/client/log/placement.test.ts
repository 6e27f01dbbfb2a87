import { expect, test } from "vitest";
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import { keyOf } from "./line.ts";
import { made, madePage } from "./made.fixture.ts";
import { Placement } from "./placement.ts";

function placed(entries: number[], page: number[], now: number): string[] {
  const placement = new Placement();
  for (const t of entries) placement.entry(made(t, "tcp chunk", { t }));
  for (const t of page) placement.page(madePage(t, { t }));
  return placement.take(now).map(keyOf);
}

test.each([
  [
    "the page's entries stand between the lab's, by the lab's clock",
    [10, 20, 30],
    [5, 15, 25],
    30,
    "p5 10 p15 20 p25 30",
  ],
  ["a page entry newer than all of the lab's waits for them", [10], [15], 20, "10"],
  ["but not for ever", [10], [15], 166, "10 p15"],
  ["of one moment the lab's stands first: the page was told of it", [10], [10], 161, "10 p10"],
  ["the page's own keep their order", [100], [3, 2], 100, "p3 p2 100"],
])("%s", (_, entries, page, now, order) => {
  expect(placed(entries, page, now).join(" ")).toBe(order);
});

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
    "an answer in the page stands between what it heard and what it sent",
    [passed(1, 10), passed(2, 10, { from: "client" })],
    [told(1, 10), call(2, 11)],
    "1 p1 p2 2",
  ],
])("%s", (_, entries, page, order) => {
  const placement = new Placement();
  for (const entry of entries) placement.entry(entry);
  for (const entry of page) placement.page(entry);
  expect(placement.take(1_000).map(keyOf).join(" ")).toBe(order);
});

test("what was taken is not given again, what waits is", () => {
  const placement = new Placement();
  placement.entry(made(1, "tcp chunk"));
  placement.page(madePage(5));
  expect(placement.take(6).map(keyOf)).toEqual(["1"]);
  expect(placement.waiting).toBe(true);
  placement.entry(made(9, "tcp chunk"));
  expect(placement.take(9).map(keyOf)).toEqual(["p5", "9"]);
  expect(placement.waiting).toBe(false);
});

test("while there is more to decode, nobody's time is over", () => {
  const placement = new Placement();
  placement.page(madePage(5));
  expect(placement.take(1_000, true)).toEqual([]);
  placement.entry(made(3, "tcp chunk"));
  expect(placement.take(1_000, false).map(keyOf)).toEqual(["3", "p5"]);
});
