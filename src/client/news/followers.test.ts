import { expect, test } from "vitest";
import { nodeEnv, realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { HostError } from "../host/host.ts";
import type { LabSession } from "../lab.ts";
import { type Exchange, exchangesOf, headerOf, queryOf } from "../missions/exchanges.ts";
import { EventStream } from "./event-stream.ts";
import type { Follower, FollowerState } from "./follower.ts";
import type { News } from "./news.ts";
import { type Poll, Poller } from "./poller.ts";
import { Socket } from "./socket.ts";

const labs = realLabs();
const clock = () => nodeEnv(labs.origin);
const isFollowing = ({ phase }: FollowerState) => phase === "following";
const isAway = ({ phase }: FollowerState) => phase === "away";

// They wait for news more than anything else, and each has a lab of its own: so they run side by side.

/** The next pieces of news that it gets. */
function heard(follower: Follower, count: number): Promise<News[]> {
  const news: News[] = [];
  return new Promise((resolve) => {
    const end = follower.onNews((piece) => {
      if (news.push(piece) < count) return;
      end();
      resolve(news);
    });
  });
}

/** The ids of all that it gets from now on. */
function idsOf(follower: Follower): number[] {
  const ids: number[] = [];
  follower.onNews(({ id }) => ids.push(id));
  return ids;
}

function polled(poller: Poller, count: number): Promise<Poll[]> {
  const polls: Poll[] = [];
  return new Promise((resolve) => {
    const end = poller.onPoll((poll) => {
      if (polls.push(poll) < count) return;
      end();
      resolve(polls);
    });
  });
}

const requests = (session: LabSession, letter: string) =>
  exchangesOf(session.run().entries).filter(({ request }) => request.client === letter);

test.concurrent("a poller asks again and again, and says which news it has", async () => {
  const session = await labs.open("01-short-poll");
  const poller = new Poller(session, "A", clock(), { every: 50 });
  const [first] = await Promise.all([heard(poller, 1), poller.start()]);
  expect(first).toMatchObject([{ id: 1, text: "A bridge is opened" }]);
  const [next] = await polled(poller, 1);
  poller.stop();
  expect(next).toMatchObject({ news: [], first: false });
  const isFound = (exchange: Exchange) => queryOf(exchange, "after") === "1";
  await untilRun(session, () => requests(session, "A").some(isFound));
  const [asked] = requests(session, "A");
  expect(queryOf(asked!, "after")).toBeNull();
  const { page } = await untilRun(session, (run) => run.page.length >= 2);
  expect(page.map(({ summary }) => summary)).toEqual([
    'fetch("…/news?client=A"), every 50 ms',
    "news 1: A bridge is opened",
  ]);
});

test.concurrent("another interval holds at once, also for the poll that is waited for", async () => {
  const session = await labs.open("01-short-poll");
  const poller = new Poller(session, "A", clock(), { every: 3_600_000 });
  const [[first]] = await Promise.all([polled(poller, 1), poller.start()]);
  expect(first).toMatchObject({ first: true });
  poller.every = 20;
  const polls = await polled(poller, 5);
  poller.stop();
  for (const [i, { asked }] of polls.slice(1).entries()) expect(asked - polls[i]!.asked).toBeGreaterThanOrEqual(20);
});

test.concurrent("it stops by itself when it has asked for long enough", async () => {
  const session = await labs.open("01-short-poll");
  const poller = new Poller(session, "A", clock(), { every: 20, longest: 150 });
  poller.start();
  await until(poller.state, isFollowing);
  const { problem } = await until(poller.state, ({ phase }) => phase === "stopped");
  expect(problem).toBe("It has asked for long enough, and stopped by itself.");
  const again = polled(poller, 1);
  poller.start();
  expect(await again).toMatchObject([{ first: true }]);
  poller.stop();
});

test.concurrent("who has stopped asks no more, and gets nothing of the answer that was on its way", async () => {
  const session = await labs.open("02-held-answers");
  const poller = new Poller(session, "A", clock());
  poller.start();
  await untilRun(session, () => requests(session, "A").length === 1);
  poller.stop();
  const run = await untilRun(session, ({ entries }) => entries.some(({ kind }) => kind === "close"));
  expect(run.entries.filter(({ kind }) => kind === "response")).toEqual([]);
  expect(poller.state.get()).toEqual({ phase: "stopped" });
  expect(requests(session, "A")).toHaveLength(1);
});

test.concurrent("a poller that gets no answer says so, and goes on", async () => {
  const session = await labs.open("03-ws-echo"); // has no news
  const poller = new Poller(session, "A", clock(), { every: 20 });
  poller.start();
  expect(await until(poller.state, isAway)).toEqual({ phase: "away", problem: "The answer was 404." });
  const [again] = await polled(poller, 1);
  expect(again).toMatchObject({ failed: "The answer was 404.", first: true });
  poller.stop();
});

test.concurrent("three ways get the same news, one piece after the other", async () => {
  const session = await labs.open("02-held-answers");
  const ways = [
    new Poller(session, "A", clock()),
    new EventStream(session, "B", clock()),
    new Socket(session, "C", clock()),
  ];
  const heardBy = ways.map((way) => heard(way, 2));
  for (const way of ways) way.start();
  const [poll, sse, ws] = await Promise.all(heardBy);
  for (const way of ways) way.stop();
  const ids = new Set([poll, sse, ws].flatMap((news) => news!.map(({ id }) => id)));
  expect(ids.size).toBeLessThanOrEqual(3);
  for (const news of [poll, sse, ws]) expect(news![1]!.id - news![0]!.id).toBe(1);
  await untilRun(session, ({ entries }) => entries.filter(({ kind }) => kind === "close").length >= 3);
});

test.concurrent(
  "after a restart long polling and the browser's stream miss nothing, and a stream opened anew does",
  async () => {
    const session = await labs.open("02-held-answers");
    const [poll, stream, anew] = [
      new Poller(session, "A", clock()),
      new EventStream(session, "B", clock()),
      new EventStream(session, "X", clock()),
    ];
    anew.anew = true;
    const ways = [poll, stream, anew];
    const [goneOn, all, latest] = ways.map(idsOf) as [number[], number[], number[]];
    const before = ways.map((way) => heard(way, 1));
    for (const way of ways) way.start();
    await Promise.all(before);
    /** What had come when it broke, and what comes then. */
    const broken = async (way: EventStream, ids: number[], count: number) => {
      const { problem } = await until(way.state, isAway);
      return { problem, last: ids.at(-1)!, next: await heard(way, count) };
    };
    const breaks = [broken(stream, all, 2), broken(anew, latest, 1)] as const;
    await session.verb({ verb: "restart" });
    const [resumed, begun] = await Promise.all(breaks);
    await heard(poll, 1);
    for (const way of ways) way.stop();
    expect(resumed.problem).toBe("The browser comes back by itself.");
    for (const ids of [goneOn, all]) expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
    expect(begun.next[0]!.id).toBeGreaterThan(begun.last + 1);
    const asked = (letter: string) =>
      requests(session, letter).map(({ request }) => headerOf(request.data.headers, "last-event-id"));
    await untilRun(session, () => asked("B").length > 0 && asked("X").length > 0);
    expect(asked("B")).toEqual([String(resumed.last)]);
    expect(asked("X")).toEqual([undefined]);
  },
);

test.concurrent("a WebSocket that the server closes is opened anew, and says nothing of what it had", async () => {
  const session = await labs.open("02-held-answers");
  const socket = new Socket(session, "C", clock());
  const [[last]] = await Promise.all([heard(socket, 1), socket.start()]);
  await session.verb({ verb: "restart" });
  expect((await until(socket.state, isAway)).problem).toBe("close 1001. The page opens a new one.");
  await until(socket.state, isFollowing);
  const [next] = await heard(socket, 1);
  expect(next!.id).toBeGreaterThan(last!.id + 1);
  socket.stop();
  expect(socket.state.get()).toEqual({ phase: "stopped" });
});

test.concurrent("a WebSocket that was stopped tells nothing of what still comes until it is closed", async () => {
  const session = await labs.open("02-held-answers");
  // The server's close frame never comes here: until it does, messages may.
  const closing = { readyState: 1, url: "ws://x/", bufferedAmount: 0, close: () => {} } as unknown as WebSocket;
  const host = { ...session.host, webSocket: () => closing };
  const socket = new Socket({ host, open: () => session.open(), log: session.log }, "C", clock());
  const heard: number[] = [];
  socket.onNews(({ id }) => heard.push(id));
  socket.start();
  await until(socket.state, isFollowing);
  const news = (id: number) => ({ data: JSON.stringify({ id, text: "t", age: 0 }) }) as MessageEvent;
  closing.onmessage!(news(1));
  socket.stop();
  closing.onmessage!(news(2));
  expect(heard).toEqual([1]);
});

test.concurrent("what is stopped while it is away stays away", async () => {
  const session = await labs.open("02-held-answers");
  const [anew, socket] = [new EventStream(session, "X", clock()), new Socket(session, "C", clock())];
  anew.anew = true;
  anew.start();
  socket.start();
  await Promise.all([until(anew.state, isFollowing), until(socket.state, isFollowing)]);
  await session.verb({ verb: "restart" });
  await Promise.all([until(anew.state, isAway), until(socket.state, isAway)]);
  anew.stop();
  socket.stop();
  const fence = new Socket(session, "D", clock());
  fence.start();
  await heard(fence, 3); // longer than they would be away
  fence.stop();
  expect(requests(session, "X").concat(requests(session, "C"))).toEqual([]);
});

test.concurrent("a browser gives up on what is no stream of events", async () => {
  const session = await labs.open("03-ws-echo"); // answers 404
  const stream = new EventStream(session, "B", clock());
  stream.start();
  const { problem } = await until(stream.state, ({ phase }) => phase === "stopped");
  expect(problem).toBe("The browser gives up: what came was no stream of events.");
});

test.concurrent.each([
  ["a poller", Poller],
  ["a stream", EventStream],
  ["a WebSocket", Socket],
])("%s that is refused a lab says why, and stops", async (_, Kind) => {
  const asked: unknown[] = [];
  const open = () => Promise.reject(new HostError("labs.full", "This server holds as many labs as it may.", "Wait."));
  const { host } = await labs.open("01-short-poll");
  const follower = new Kind({ host, open, log: { now: () => 0, page: (event) => asked.push(event) } }, "A", clock());
  follower.start();
  expect(await until(follower.state, ({ problem }) => problem !== undefined)).toEqual({
    phase: "stopped",
    problem: "This server holds as many labs as it may.",
  });
  expect(asked.at(-1)).toMatchObject({ kind: "error" });
});
