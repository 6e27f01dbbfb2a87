import { beforeAll, describe, expect, test } from "vitest";
import { summarize } from "../../../protocol/summary.ts";
import type { Env } from "../env.ts";
import type { LabSession } from "../lab.ts";
import type { Run } from "../missions/mission.ts";
import { nodeEnv, realLabs, untilRun } from "../real-lab.fixture.ts";
import { firstAnswers, lanesFor, meansThatFit } from "./cards.ts";
import { CARDS } from "./deck.ts";
import { figuresOf, isPriced, isRaced, type Figures } from "./figures.ts";
import { LANES, type RaceRun } from "./lanes.ts";
import { MEANS, type Means } from "./means.ts";
import { Race } from "./race.ts";

const labs = realLabs();

const raceIn = (lab: LabSession, after: Env["after"] = nodeEnv(labs.origin).after) => new Race(lab, after);

/** WebSockets that the program saw end. */
const goneIn = ({ entries }: Run) => entries.filter(({ layer, kind }) => layer === "app" && kind === "disconnect");

describe("a race in a real lab", () => {
  let run: Run;
  let figures: Figures;
  beforeAll(async () => {
    const lab = await labs.open("04-compare");
    await raceIn(lab).run();
    run = await untilRun(lab, (now) => isRaced(figuresOf(now)) && goneIn(now).length === 3);
    figures = figuresOf(run);
  }, 30_000);

  test("the four lanes follow twenty prices each", () => {
    const { poll, long, sse, socket } = figures;
    expect([poll, long, sse, socket].map(({ got }) => got)).toEqual([20, 20, 20, 20]);
    const [race] = run.answers["race"] as { after: number; last: number }[];
    expect(race!.last - race!.after).toBeGreaterThanOrEqual(20);
  });

  test("words and reads come back, all of them", () => {
    const { post, echo, cached, reread } = figures;
    expect([post.got, echo.got, cached.got, reread.got]).toEqual([20, 20, 3, 3]);
  });

  test("requests: each ask and each POST, one for each price that is waited for, and one for a stream", () => {
    const { poll, long, sse, socket, post, echo } = figures;
    expect(poll.requests).toBeGreaterThan(20);
    expect(poll.requests - poll.vain).toBeLessThanOrEqual(21); // the price of the beginning is not one of the race
    expect([long, sse, socket, post, echo].map(({ requests }) => requests)).toEqual([20, 1, 1, 20, 1]);
  });

  test("bytes: polling takes most, then long polling; SSE and the WebSocket are about alike, and far below", () => {
    const { poll, long, sse, socket } = figures;
    expect(poll.each).toBeGreaterThan(long.each);
    expect(long.each).toBeGreaterThan(3 * sse.each);
    expect(sse.each).toBeLessThan(1.5 * socket.each);
    expect(socket.each).toBeLessThan(1.5 * sse.each);
  });

  test("bytes: a word and its answer take a few dozen on a WebSocket, handshake included, and hundreds as a POST", () => {
    expect(figures.echo.each).toBeLessThan(100);
    expect(figures.post.each).toBeGreaterThan(300);
  });

  test("the WebSocket of the prices carried nothing up", () => {
    expect(figures.socket.up).toBe(0);
    expect(figures.echo.up).toBe(20);
  });

  test("the server holds something open all the time for those who wait, and next to nothing for those who ask", () => {
    const { poll, long, sse, socket } = figures;
    // Where the server stalls, it holds all of them for as long.
    for (const { open } of [long, sse, socket]) expect(open - poll.open).toBeGreaterThan(50);
  });

  test("what was waited for came at once", () => {
    const { poll, long, sse, socket } = figures;
    expect(poll.oldest).toBeGreaterThan(Math.max(sse.oldest, socket.oldest));
    // On a busy machine an ask may come late; then it gets the next price, or the one after that.
    for (const { oldest } of [long, sse, socket]) expect(oldest).toBeLessThan(400);
  });

  test("over a WebSocket the whole article comes each time", () => {
    const { cached, reread } = figures;
    expect(cached.whole).toBeGreaterThan(2_000);
    expect(reread.bytes).toBeGreaterThan(3 * 2_000);
  });

  test("each lane can be looked at in the log", () => {
    for (const [lane, { shown }] of Object.entries(figures)) {
      expect(shown.length, lane).toBeGreaterThan(0);
      for (const n of shown) {
        const entry = run.entries.find((each) => each.n === n);
        expect(entry && summarize(entry), lane).toBeTruthy();
        expect(entry!.client).toBe(LANES[lane as keyof Figures].client);
      }
    }
  });

  test("each lane has left: no stream and no WebSocket stays", () => {
    expect(goneIn(run).map(({ client }) => client)).toEqual(["D", "F", "H"]);
    const stream = run.entries.find(
      ({ layer, kind, client }) => layer === "http" && kind === "request" && client === "C",
    )!;
    expect(
      run.entries.some(({ kind, layer, conn }) => layer === "tcp" && kind === "close" && conn === stream.conn),
    ).toBe(true);
  });

  test.each(CARDS)("what the card “$title” says is whole, for each means", (card) => {
    expect(meansThatFit(card).length).toBeGreaterThan(0);
    for (const means of Object.keys(MEANS) as Means[]) {
      const said = card.verdicts[means].why(figures);
      expect(said).toMatch(/^[A-Z“0-9].*\.$/s);
      expect(said).not.toMatch(/undefined|NaN|Infinity|null/);
      expect(lanesFor(card, means).flatMap((lane) => figures[lane].shown).length).toBeGreaterThan(0);
    }
  });
});

describe("a race that does not come to its end", () => {
  test("stops when it is told to, and leaves", async () => {
    const lab = await labs.open("04-compare");
    const race = raceIn(lab);
    const over = race.run();
    await untilRun(lab, (now) => figuresOf(now).socket.got > 0);
    race.stop();
    await expect(over).rejects.toThrow("The race was stopped.");
    const run = await untilRun(lab, ({ entries }) => entries.some(({ kind }) => kind === "disconnect"));
    expect(isPriced(figuresOf(run))).toBe(false);

    const again = raceIn(lab);
    const overAgain = again.run();
    const { answers } = await untilRun(lab, ({ answers }) => (answers["race"] as RaceRun[]).length === 2);
    again.stop();
    await expect(overAgain).rejects.toThrow("The race was stopped.");
    // What broke off takes no part in what the next one is about.
    const [first, second] = answers["race"] as [RaceRun, RaceRun];
    expect([first.last, second.last]).toEqual([second.after - 1, null]);
  });

  test("ends with a sentence when the lab is restarted under it", async () => {
    const lab = await labs.open("04-compare");
    const over = raceIn(lab).run();
    await untilRun(lab, ({ answers }) => answers["race"] !== undefined);
    await Promise.all([
      expect(over).rejects.toThrow(
        /^(The WebSocket of D was closed|The stream of events broke off|…\/price.* was not answered)/,
      ),
      lab.verb({ verb: "restart" }),
    ]);
  });

  test("is given up after a while", async () => {
    const lab = await labs.open("04-compare");
    const { after } = nodeEnv(labs.origin);
    const race = raceIn(lab, (ms, work) => after(ms > 10_000 ? 1 : ms, work));
    await expect(race.run()).rejects.toThrow("The race did not come to its end.");
  });
});

describe("answers to cards", () => {
  const answer = (card: string, choice: string, opened = false) => ({ card, choice: choice as Means, opened });

  test("the first one counts; what is no answer to any of them does not", () => {
    const first = firstAnswers(CARDS, [
      answer("order", "socket"),
      answer("order", "request"),
      answer("ticker", "carrier pigeon"),
      answer("nothing", "sse"),
    ]);
    expect([...first]).toEqual([["order", answer("order", "socket")]]);
  });
});
