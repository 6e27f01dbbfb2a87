import { describe, expect, test } from "vitest";
import type { News } from "../../client/news/news.ts";
import { keyOf, SILENCE, told, withNews } from "./heard.ts";

const news = (id: number, age = 1): News => ({ id, text: "Tomatoes are cheap again", age });
const of = (...pieces: News[]) => pieces.reduce(withNews, SILENCE);

describe("what a lane has heard", () => {
  test("is told line by line, and what was passed over in between", () => {
    const { lines, tally } = of(news(4), news(5, 30), news(8, 2));
    expect(lines).toEqual([
      { id: 4, age: 1 },
      { id: 5, age: 30 },
      { from: 6, to: 7 },
      { id: 8, age: 2 },
    ]);
    expect(tally).toMatchObject({ pieces: 3, missed: 2 });
    expect(new Set(lines.map(keyOf)).size).toBe(4);
  });

  test("is told once", () => {
    expect(of(news(4), news(4), news(3))).toEqual(of(news(4)));
  });

  test("is not kept for ever", () => {
    const { lines, tally } = of(...Array.from({ length: 50 }, (_, i) => news(i + 1)));
    expect(lines.map(keyOf)).toEqual(["45", "46", "47", "48", "49", "50"]);
    expect(tally.pieces).toBe(50);
  });
});

test("a way is told in a sentence, with what it has missed and why", () => {
  expect(told("A", { phase: "following" }, SILENCE)).toBe("A listens.");
  expect(told("C", { phase: "away", problem: "The page opens a new one." }, of(news(1), news(4)))).toBe(
    "C away, has missed 2. The page opens a new one.",
  );
});
