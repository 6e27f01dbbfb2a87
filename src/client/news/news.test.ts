import { describe, expect, test } from "vitest";
import { ageText, newsIn, type News } from "./news.ts";
import { NOTHING, tallied } from "./tally.ts";

const news = (id: number, age = 0): News => ({ id, text: "Rain in the north", age });

describe("what comes over the wire", () => {
  test.each([
    ["the body of an answer", JSON.stringify({ news: [news(1), news(2)] }), [news(1), news(2)]],
    ["a message", JSON.stringify(news(3)), [news(3)]],
    ["an answer without any", '{"news":[]}', []],
    ["news that is none among others", JSON.stringify({ news: [null, { id: 1 }, news(2), [news(3)]] }), [news(2)]],
    ["numbers that are none", JSON.stringify({ news: [news(NaN), news(1, Infinity), news(1.5)] }), []],
    ["a number", "7", []],
    ["nothing", "", []],
    ["what is no JSON", "<html>", []],
  ])("%s", (_, text, expected) => {
    expect(newsIn(text)).toEqual(expected);
  });
});

describe("the tally", () => {
  const of = (...pieces: News[]) => pieces.reduce(tallied, NOTHING);

  test("counts pieces and keeps the greatest age", () => {
    expect(of(news(4, 20), news(5, 700), news(6, 30))).toEqual({ pieces: 3, last: news(6, 30), worst: 700, missed: 0 });
  });

  test("what was before the first piece is not missed, what is left out later is", () => {
    expect(of(news(10)).missed).toBe(0);
    expect(of(news(10), news(13), news(14), news(16)).missed).toBe(3);
  });

  test("what comes twice counts once", () => {
    expect(of(news(1), news(2, 10), news(2, 5_000), news(1, 9_000))).toEqual(of(news(1), news(2, 10)));
  });
});

test("an age reads well", () => {
  expect([0, 7, 999.2, 1_004, 12_345].map(ageText)).toEqual(["0 ms", "7 ms", "999 ms", "1.00 s", "12.3 s"]);
});
