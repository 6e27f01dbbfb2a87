import { expect, test } from "vitest";
import { bet } from "../bets/02.ts";
import type { LabSession } from "../lab.ts";
import { EventStream } from "../news/event-stream.ts";
import type { Follower } from "../news/follower.ts";
import { Poller } from "../news/poller.ts";
import { Socket } from "../news/socket.ts";
import { nodeEnv, realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./02.ts";
import { exchangesOf } from "./exchanges.ts";
import type { Run } from "./mission.ts";
import { streamsOf } from "./news.ts";

const labs = realLabs();

/** The lab of lesson 2, and what follows its news there, from now on. */
async function following<F extends Follower>(make: (session: LabSession) => F): Promise<[LabSession, F]> {
  const session = await labs.open("02-held-answers");
  const follower = make(session);
  follower.start();
  return [session, follower];
}

const clock = () => nodeEnv(labs.origin);
const stream = (session: LabSession) => new EventStream(session, "B", clock());

const streams = ({ entries }: Run) => streamsOf(entries);
/** Lets a piece of news come, and restarts the server. */
async function restartAfterNews(session: LabSession, follower: Follower): Promise<void> {
  await new Promise<void>((resolve) => follower.onNews(() => resolve()));
  await session.verb({ verb: "restart" });
}
/** The run when the stream after the restart has brought events. */
const untilStreamed = (session: LabSession, count = 1) =>
  untilRun(session, (run) => isRestarted(run) && (streams(run).at(-1)?.events.length ?? 0) >= count);
const isRestarted = ({ entries }: Run) => entries[0]?.kind === "restart";

/** Requests that opened a WebSocket, by n. */
const handshakes = ({ entries }: Run) =>
  exchangesOf(entries).flatMap(({ request, response }) => (response?.data.status === 101 ? [request.n] : []));

const SAYS = "after a restart, a request for the stream says which event its client has seen last";
const WHOLE = "the event after that one comes first, and then none is left out";

// They wait for news more than anything else, and each has a lab of its own: so they run side by side.

test.concurrent(
  "a stream that the browser takes up again is done, and proved by restart, request and event",
  async () => {
    const [session, follower] = await following(stream);
    await restartAfterNews(session, follower);
    const asked = await untilRun(session, (run) => isRestarted(run) && streams(run).length === 1);
    const run = await untilStreamed(session, 3);
    follower.stop();
    const [restart] = run.entries;
    const [resumed] = streams(run);
    const { lastEventId, events, exchange } = resumed!;
    expect(asked.entries[0]).toBe(restart);
    expect(events.map(({ id }) => id - Number(lastEventId)).slice(0, 3)).toEqual([1, 2, 3]);
    expect(mission.check(run)).toEqual({ done: true, proof: [restart!.n, exchange.request.n, events[0]!.n] });
  },
);

test.concurrent("doing nothing is not done", async () => {
  const session = await labs.open("02-held-answers");
  expect(mission.check(session.run())).toEqual({
    done: false,
    reason: "No event has come over a stream yet: start lane B.",
    steps: [
      { text: SAYS, done: false },
      { text: WHOLE, done: false },
    ],
  });
});

test.concurrent("a stream without a restart is a beginning", async () => {
  const [session, follower] = await following(stream);
  const run = await untilRun(session, (run) => streams(run)[0]?.events.length === 1);
  follower.stop();
  const { n } = streams(run)[0]!.exchange.request;
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `The stream n=${n} brings events. Now restart the server.`,
  });
});

test.concurrent("a stream that is opened anew says nothing of what was seen: its request refutes it", async () => {
  const [session, follower] = await following(stream);
  follower.anew = true;
  await restartAfterNews(session, follower);
  const run = await untilStreamed(session);
  follower.stop();
  const [{ exchange, events }] = streams(run) as [ReturnType<typeof streams>[number]];
  const { n } = exchange.request;
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `After the restart n=${n} asked for the stream without Last-Event-ID. So the server could not know what its client has seen, and began with event ${events[0]!.id}. What came while it was away is lost.`,
    refutedBy: n,
    steps: [{ done: false }, { done: false }],
  });
});

test.concurrent("a number that is not the one before leaves a gap, and the event behind it refutes it", async () => {
  const session = await labs.open("02-held-answers");
  await session.verb({ verb: "restart" });
  const headers = { "Last-Event-ID": "900" };
  const answer = await session.host.request(await session.open(), "events?client=B", { headers });
  const run = await untilStreamed(session);
  await answer.body!.cancel();
  const [{ events }] = streams(run) as [ReturnType<typeof streams>[number]];
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `The event after 900 should have been 901, and ${events[0]!.id} came.`,
    refutedBy: events[0]!.n,
    steps: [{ done: true }, { done: false }],
  });
});

test.concurrent("a WebSocket that comes back is another way, and its handshake is named", async () => {
  const [session, follower] = await following((lab) => new Socket(lab, "C", clock()));
  await restartAfterNews(session, follower);
  const run = await untilRun(session, (run) => isRestarted(run) && handshakes(run).length === 1);
  follower.stop();
  const [n] = handshakes(run);
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: expect.stringContaining(`the WebSocket was opened anew (n=${n}), and a handshake says nothing`),
    refutedBy: n,
  });
});

test.concurrent("a restart that nobody comes back from is none of it", async () => {
  const session = await labs.open("02-held-answers");
  await session.startOver();
  const run = await untilRun(session, isRestarted);
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: "Since the restart nobody has asked for the stream. Start lane B, let an event come, and restart then.",
    steps: [{ done: false }, { done: false }],
  });
});

test.concurrent("the bet is judged by the requests that brought five pieces on each way", async () => {
  const session = await labs.open("02-held-answers");
  const ways = [new Poller(session, "A", clock()), stream(session), new Socket(session, "C", clock())];
  ways[0]!.start();
  await untilRun(session, ({ entries }) => entries.some(({ kind, client }) => kind === "body" && client === "A"));
  expect(bet.judge(session.run(), [])).toEqual({
    settled: false,
    reason:
      "Start all three, and let each bring 5 pieces of news. Not so far yet: Long polling, The stream of events, The WebSocket.",
  });
  for (const way of ways) way.start();
  await untilRun(session, (run) => streams(run)[0]?.events.length === 2);
  const run = await untilRun(session, (run) => bet.judge(run, []).settled);
  for (const way of ways) way.stop();
  const requests = (letter: string) =>
    run.entries.flatMap((e) => (e.layer === "http" && e.kind === "request" && e.client === letter ? [e.n] : []));
  const polls = requests("A").slice(0, 5);
  const [sse, ws] = [requests("B")[0]!, requests("C")[0]!];
  const judged = {
    settled: true,
    answer: ["sse", "ws"],
    explanation: `Long polling needed 5 requests for 5 pieces, from n=${polls[0]} to n=${polls[4]}. The stream of events needed one request for 5 pieces, n=${sse}. The WebSocket needed one request for 5 pieces, n=${ws}.`,
    shownBy: [...polls, sse, ws],
  };
  expect(bet.judge(run, ["sse", "ws"])).toEqual({ ...judged, right: true });
  for (const guess of [["sse"], ["poll", "sse", "ws"], []])
    expect(bet.judge(run, guess)).toEqual({ ...judged, right: false });
});
