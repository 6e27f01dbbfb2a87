import { beforeAll, describe, expect, test } from "vitest";
import { bet } from "../bets/04.ts";
import { meansThatFit, type CardAnswer } from "../race/cards.ts";
import { CARDS } from "../race/deck.ts";
import { figuresOf, isRaced } from "../race/figures.ts";
import { LANES } from "../race/lanes.ts";
import type { Means } from "../race/means.ts";
import { Race } from "../race/race.ts";
import { nodeEnv, realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./04.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();

let raced: Run;
beforeAll(async () => {
  const lab = await labs.open("04-compare");
  await new Race(lab, nodeEnv(labs.origin).after).run();
  raced = await untilRun(lab, (run) => isRaced(figuresOf(run)));
}, 30_000);

const NOTHING: Run = { entries: [], page: [], answers: {} };

/** Every card answered with the first, or the last, of what fits, but for those that are answered otherwise. */
function answers(other: Record<string, Means> = {}, opened: readonly string[] = [], last = false): CardAnswer[] {
  return CARDS.map((card) => ({
    card: card.id,
    choice: other[card.id] ?? meansThatFit(card).at(last ? -1 : 0)!,
    opened: opened.includes(card.id),
  }));
}

const judge = (cards: readonly CardAnswer[], run = raced) =>
  mission.check({ ...run, answers: { ...run.answers, cards } });

const clientOf = (n: number | string) => raced.entries.find((entry) => entry.n === n)?.client;

describe("the right run is done, and its proof is an entry of each lane", () => {
  test.each<[what: string, cards: CardAnswer[]]>([
    ["all eight right", answers()],
    ["all eight right, with the other means where two fit", answers({}, [], true)],
    ["one missed, and looked at", answers({ game: "sse" }, ["game"])],
  ])("%s", (_, cards) => {
    const verdict = judge(cards);
    expect(verdict).toEqual({ done: true, proof: expect.any(Array) });
    const proof = verdict.done ? verdict.proof : [];
    expect(proof.map(clientOf)).toEqual(Object.values(LANES).map(({ client }) => client));
  });
});

describe("not done", () => {
  test("nothing", () => {
    expect(mission.check(NOTHING)).toEqual({
      done: false,
      reason: "No race was run to its end yet.",
      steps: [
        { text: "the race, from the first price to the last read", done: false },
        { text: "7 of 8 cards right at the first answer", done: false },
        { text: "what was measured of each card that you missed, looked at", done: false },
      ],
    });
  });

  test("the race alone", () => {
    expect(judge([])).toMatchObject({
      reason: "The race is run. No card is answered yet.",
      steps: [{ done: true }, { done: false }, { done: false }],
    });
  });

  test("right cards without a race", () => {
    expect(judge(answers(), NOTHING)).toMatchObject({
      done: false,
      reason: "The log does not show the race any more. Run it again.",
    });
  });

  test("seven right cards, and one without an answer", () => {
    expect(judge(answers().slice(0, 7))).toMatchObject({
      done: false,
      reason: "Still to be answered: 1 of the cards.",
      steps: [{ done: true }, { done: true }, { done: false }],
    });
  });

  test("a miss that was not looked at: the reason names an entry of the lane that was chosen", () => {
    const verdict = judge(answers({ order: "socket" }));
    expect(verdict).toMatchObject({ done: false, steps: [{ done: true }, { done: true }, { done: false }] });
    const { reason, refutedBy } = verdict as { reason: string; refutedBy: number };
    expect(clientOf(refutedBy)).toBe("F");
    expect(reason).toMatch(
      new RegExp(`^“An order form”: not a WebSocket \\(n=${refutedBy}\\)\\. Before the first word .* Open what was`),
    );
  });

  test("the usual mistake: a WebSocket for everything", () => {
    const ids = CARDS.map(({ id }) => id);
    const everywhere = Object.fromEntries(ids.map((id) => [id, "socket" as const]));
    const verdict = judge(answers(everywhere, ids)) as { reason: string; refutedBy: number };
    expect(verdict).toMatchObject({ done: false, steps: [{ done: true }, { done: false }, { done: true }] });
    expect(verdict.reason).toMatch(
      /^“A score for 100,000”: not a WebSocket .* That makes 6 misses, and only 1 is allowed/,
    );
    expect(clientOf(verdict.refutedBy)).toBe("D");
  });

  test("two misses, though both were looked at", () => {
    expect(judge(answers({ game: "poll", help: "request" }, ["game", "help"]))).toMatchObject({
      done: false,
      reason: expect.stringMatching(/^“A help page”: not one HTTP request, .* That makes 2 misses/),
    });
  });

  test("a card tried again until it is right", () => {
    const tried = [...answers({ game: "poll", help: "request" }, ["game", "help"]), ...answers()];
    expect(judge(tried)).toMatchObject({ done: false, reason: expect.stringContaining("That makes 2 misses") });
  });

  test("answers to cards that do not exist, and choices that are none", () => {
    const strange = [
      { card: "nothing", choice: "sse", opened: true },
      { card: "game", choice: "pigeon", opened: true },
    ];
    expect(judge(strange as CardAnswer[])).toMatchObject({ reason: "The race is run. No card is answered yet." });
  });
});

describe("the bet", () => {
  test.each(["poll", "long", "sse", "socket", "alike"])("on %s is judged by what was measured", (guess) => {
    const verdict = bet.judge(raced, guess);
    const { poll, long, sse, socket } = figuresOf(raced);
    expect(verdict).toMatchObject({ settled: true, right: guess === "alike", answer: "alike" });
    if (!verdict.settled) return;
    expect(verdict.shownBy.map(clientOf)).toEqual(["A", "B", "C", "D"]);
    for (const { each } of [poll, long, sse, socket]) expect(verdict.explanation).toContain(`${each} bytes`);
  });

  test("stays open until there was a race", () => {
    expect(bet.judge(NOTHING, "alike")).toEqual({ settled: false, reason: "Run the race in the lab." });
  });
});
