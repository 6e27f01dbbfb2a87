import { expect, test } from "vitest";
import { bet } from "../bets/01.ts";
import type { LabSession } from "../lab.ts";
import { Poller } from "../news/poller.ts";
import { nodeEnv, realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./01.ts";
import type { Run } from "./mission.ts";
import { pollsOf } from "./news.ts";

const labs = realLabs();

/** A lab in which A asks at this interval, from its beginning on. Its news come after 2 s, 4 s, 6 s … */
async function asking(every: number): Promise<{ session: LabSession; poller: Poller }> {
  const session = await labs.open("01-short-poll");
  const poller = new Poller(session, "A", nodeEnv(labs.origin), { every });
  poller.start();
  return { session, poller };
}

const polls = (run: Run) => pollsOf(run.entries).get("A") ?? [];
const found = (run: Run) => polls(run).filter(({ news }) => news.length > 0);

function reasonOf(run: Run): string {
  const verdict = mission.check(run);
  return verdict.done ? "" : verdict.reason;
}

/** The run when so many answers had news in them. */
async function untilFound(session: LabSession, count: number): Promise<Run> {
  for (let i = 1; i < count; i++) await untilRun(session, (run) => found(run).length >= i);
  return untilRun(session, (run) => found(run).length >= count);
}

const YOUNG = "three pieces of news in a row, each less than a second old when it came";
const NO_LUCK = "and that is no luck: there is always less than a second from poll to poll";

// Most of these wait for news, each in a lab of its own: so they run side by side.

test.concurrent("asking more than once a second is done, and its proof is what brought the news", async () => {
  const { session, poller } = await asking(200);
  const one = await untilRun(session, (run) => reasonOf(run).startsWith("1 of 3"));
  expect(mission.check(one)).toEqual({
    done: false,
    reason: "1 of 3 in a row, each young enough.",
    steps: [
      { text: YOUNG, done: false },
      { text: NO_LUCK, done: false },
    ],
  });
  await untilRun(session, (run) => reasonOf(run).startsWith("2 of 3"));
  const run = await untilRun(session, (run) => mission.check(run).done);
  poller.stop();
  const answers = found(run).slice(-3);
  expect(mission.check(run)).toEqual({ done: true, proof: answers.map(({ exchange }) => exchange.bodies[0]!.n) });
  for (const { news } of answers) expect(news[0]!.age).toBeLessThan(1_000);
});

test.concurrent("doing nothing is not done", async () => {
  const session = await labs.open("01-short-poll");
  expect(mission.check(session.run())).toEqual({
    done: false,
    reason: "Nobody has asked for news yet.",
    steps: [
      { text: YOUNG, done: false },
      { text: NO_LUCK, done: false },
    ],
  });
});

test.concurrent("asking rarely brings old news, and the answer that brought it is named", async () => {
  const { session, poller } = await asking(3_300);
  const run = await untilFound(session, 1);
  poller.stop();
  const [first, second] = polls(run).map(({ exchange }) => exchange.response.n);
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: expect.stringMatching(
      new RegExp(
        `^News 1 was \\d\\.\\d+ s old when the answer n=${second} brought it: since the answer n=${first} nobody`,
      ),
    ),
    refutedBy: second,
    steps: [{ done: false }, { done: false }],
  });
});

test.concurrent("who asks rarely and is lucky is told so", async () => {
  const { session, poller } = await asking(100);
  await untilFound(session, 1);
  poller.every = 2_050; // from now on it asks soon after each piece of news
  const run = await untilFound(session, 3);
  poller.stop();
  const [before, last] = polls(run)
    .slice(-2)
    .map(({ exchange }) => exchange.response.n);
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: expect.stringMatching(
      new RegExp(`^From the answer n=${before} to n=${last} it took \\d\\.\\d+ s\\..* luck\\.$`),
    ),
    refutedBy: last,
    steps: [{ done: true }, { done: false }],
  });
});

test.concurrent("what was there before the first poll does not count, as young as it may be", async () => {
  const { session, poller } = await asking(200);
  await untilFound(session, 1);
  poller.stop();
  poller.start();
  const run = await untilRun(session, (run) => found(run).length >= 2 && polls(run).at(-1)!.news.length === 0);
  poller.stop();
  expect(reasonOf(run)).toBe("A asks, and has got no news yet.");
});

test.concurrent("the bet on the polls that bring nothing is judged by sixty quick ones", async () => {
  const { session, poller } = await asking(600);
  await untilRun(session, (run) => polls(run).length === 3);
  poller.every = 100;
  const open = bet.judge(await untilFound(session, 1), 57);
  expect(open).toMatchObject({ settled: false, reason: expect.stringMatching(/So far: (0|20|40)\.$/) });
  await untilFound(session, 3);
  const run = await untilRun(session, (run) => bet.judge(run, 57).settled);
  poller.stop();
  const seen = bet.judge(run, 57);
  const [n] = "shownBy" in seen ? seen.shownBy : [];
  const begin = polls(run).findIndex(({ exchange }) => exchange.request.n === n);
  expect(begin, "the first polls were rare ones").toBeGreaterThan(1);
  const minute = polls(run).slice(begin, begin + 60);
  const empty = minute.filter(({ news }) => news.length === 0).length;
  const [first, last] = [minute[0]!.exchange.request.n, minute.at(-1)!.exchange.request.n];
  const brought = minute.filter(({ news }) => news.length > 0).map(({ exchange }) => exchange.bodies[0]!.n);
  expect(empty).toBeGreaterThan(50);
  const judged = { settled: true, answer: empty, shownBy: [first, ...brought, last].sort((a, b) => a - b) };
  const explanation = `From n=${first} to n=${last} there were 60 requests, and ${brought.length} of the answers had news in them. ${empty} requests and ${empty} answers said nothing but: nothing new.`;
  expect(bet.judge(run, empty)).toEqual({ ...judged, right: true, explanation });
  expect(bet.judge(run, empty - 2)).toMatchObject({ ...judged, right: true });
  expect(bet.judge(run, 3)).toEqual({ ...judged, right: false, explanation });
});

test.concurrent("the bet stays open while the page asks rarely", async () => {
  const { session, poller } = await asking(700);
  const run = await untilFound(session, 1);
  poller.stop();
  expect(bet.judge(run, 57)).toMatchObject({ settled: false });
});
