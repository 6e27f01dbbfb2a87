import { describe, expect, test } from "vitest";
import type { Poll } from "../../client/news/poller.ts";
import { marksOf, seenAt, SPAN, waitsOf } from "./strip.ts";
import { bytesAPiece, INTERVALS, intervalText, tryAt, withPoll } from "./try.ts";

const poll = (answered: number, more: Partial<Poll> = {}): Poll => ({
  asked: answered - 2,
  answered,
  news: [],
  first: false,
  ...more,
});
const news = (id: number, age: number) => ({ id, text: "A bridge is opened", age });

describe("a try", () => {
  const of = (...polls: Poll[]) => polls.reduce(withPoll, tryAt(500));

  test("counts what was asked in vain and what was not", () => {
    const one = of(poll(0), poll(500, { news: [news(1, 300)] }), poll(1_000), poll(1_500, { news: [news(2, 450)] }));
    expect(one).toMatchObject({ every: 500, polls: 4, empty: 2, tally: { pieces: 2, worst: 450 } });
  });

  test("leaves out the first poll and those without an answer", () => {
    expect(of(poll(0, { first: true, news: [news(1, 9_000)] }), poll(500, { failed: "The answer was 503." }))).toEqual(
      tryAt(500),
    );
  });

  test("costs so many bytes for a piece of news, once there is one", () => {
    const cost = { requests: 3, up: 1_000, down: 501 };
    expect(bytesAPiece({ ...tryAt(500), cost })).toBeUndefined();
    expect(bytesAPiece({ ...of(poll(0, { news: [news(1, 1), news(2, 1)] })), cost })).toBe(751);
  });
});

test("intervals rise, and read well", () => {
  expect([...INTERVALS].sort((a, b) => a - b)).toEqual(INTERVALS);
  expect([100, 1_000, 1_500, 10_000].map(intervalText)).toEqual(["100 ms", "1 s", "1.5 s", "10 s"]);
});

describe("the clock", () => {
  test("shows what is not older than its span", () => {
    const polls = [poll(0), poll(1), poll(4_000)];
    expect(seenAt(SPAN, polls)).toEqual(polls.slice(1));
    expect(seenAt(SPAN * 2, polls)).toEqual([]);
  });

  test("marks each poll by what came of it", () => {
    const polls = [poll(1), poll(2, { news: [news(1, 1)] }), poll(3, { failed: "TypeError" })];
    expect(marksOf(polls)).toEqual([
      { at: 1, what: "nothing" },
      { at: 2, what: "news" },
      { at: 3, what: "failed" },
    ]);
  });

  test("shows how long news had waited, but not for what was there before the first poll", () => {
    const polls = [
      poll(100, { first: true, news: [news(1, 50)] }),
      poll(5_000, { news: [news(2, 3_000), news(3, 1_000)] }),
    ];
    expect(waitsOf(polls)).toEqual([
      { id: 2, from: 2_000, to: 5_000, age: 3_000 },
      { id: 3, from: 4_000, to: 5_000, age: 1_000 },
    ]);
  });
});
