import { describe, expect, test } from "vitest";
import { options } from "../../../examples/09-heartbeat/server.ts";
import { bet } from "../bets/09.ts";
import { opened } from "../clients/opened.ts";
import { type Dials, FIRST_DIALS, type Heartbeats, heartbeatsIn, type Pulse } from "../heartbeats.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./09.ts";
import type { Run } from "./mission.ts";
import { RawClient } from "../clients/raw.ts";
import { SocketIoClient } from "../clients/socket-io.ts";

const labs = realLabs();

test("the program begins with the times that the page takes for its own", () => {
  expect(FIRST_DIALS).toEqual(options.io);
});

/** A lab with these times, and what a learner does in it. */
async function start(dials: Dials) {
  const session = await labs.open("09-heartbeat");
  await session.verb({ verb: "options", options: { io: { ...dials } } });
  const client = { A: session.own(new RawClient(session, "A")), B: session.own(new SocketIoClient(session, "B")) };
  return {
    session,
    /** A has a raw WebSocket, B is a client of Socket.IO. */
    async connect(letter: "A" | "B"): Promise<void> {
      if (letter === "A") await client.A.connect();
      else await client.B.connect({ transports: ["websocket"], reconnection: false });
      await opened(client[letter]);
    },
    disconnect: (letter: "A" | "B") => client[letter].close(),
    fault: (fault: string, letter: string, details: object = {}) =>
      session.verb({ verb: "fault", fault: { fault, client: letter, ...details } }),
    /** The run as soon as the client's latest connection passes. */
    until: (letter: string, passes: (pulse: Pulse) => boolean) => until(session, letter, passes),
  };
}

function until(session: LabSession, letter: string, passes: (pulse: Pulse) => boolean): Promise<Run> {
  const look = (hearts: Heartbeats) => {
    const pulse = hearts.of(letter);
    return pulse !== undefined && passes(pulse);
  };
  return untilRun(session, ({ entries }) => look(heartbeatsIn(entries)));
}

const pongs = (count: number) => (pulse: Pulse) => pulse.beats.filter(({ pong }) => pong).length >= count;
const pings = (count: number) => (pulse: Pulse) => pulse.beats.length >= count;
const noticed = ({ ended }: Pulse) => ended?.noticed === true;
const closed = ({ entries }: Run, { n }: { n: number }) => entries.find((entry) => entry.n === n)!;

describe.concurrent("with times that do for both", () => {
  // Half a second to spare for a pong that takes one, and as much for the server, which has to notice within three.
  const dials = { pingInterval: 1_000, pingTimeout: 1_500 };

  test("a WebSocket that answers late stays, a Socket.IO client on a frozen line is given up: that is done", async () => {
    const { session, connect, fault, until } = await start(dials);
    await Promise.all([connect("A"), connect("B")]);
    await fault("delay", "A", { ms: 500 });
    await until("B", pongs(2));
    await fault("freeze", "B");
    await until("A", pongs(1));
    await until("A", pongs(2));
    await until("B", noticed);
    expect(mission.check(session.run())).toMatchObject({
      done: false,
      reason:
        "Still missing: three pongs of a client whose line takes 500 ms each way, and nobody is given up who is there.",
      steps: [{ done: true }, { done: false }, { done: true }],
    });
    const run = await until("A", pongs(3));
    const hearts = heartbeatsIn(run.entries);
    const [a, b] = [hearts.of("A")!, hearts.of("B")!];
    expect(mission.check(run)).toEqual({
      done: true,
      proof: [b.frozen!.n, b.ended!.n, a.beats[2]!.pong!.n, b.beats[1]!.ping.n],
    });
    expect(closed(run, b.ended!)).toMatchObject({ kind: "disconnect", data: { reason: "ping timeout" } });
  });

  test("and the other way round", async () => {
    const { connect, fault, until } = await start(dials);
    await Promise.all([connect("A"), connect("B")]);
    await fault("delay", "B", { ms: 500 });
    await until("A", pongs(2));
    await fault("freeze", "A");
    await until("B", pongs(1));
    await until("B", pongs(2));
    await until("A", noticed);
    const run = await until("B", pongs(3));
    expect(mission.check(run)).toMatchObject({ done: true });
    expect(closed(run, heartbeatsIn(run.entries).of("A")!.ended!)).toMatchObject({ data: { reason: "1006" } });
  });

  test("nothing done is not done", async () => {
    const { session } = await start(dials);
    expect(mission.check(session.run())).toMatchObject({ done: false, reason: "Nobody is connected yet." });
  });

  test("who leaves by themselves on a frozen line was not noticed by the server", async () => {
    const { session, connect, disconnect, fault, until } = await start({ pingInterval: 1_000, pingTimeout: 1_900 });
    await connect("A");
    await until("A", pings(1));
    await fault("freeze", "A");
    disconnect("A");
    await fault("cut", "A");
    const run = await until("A", ({ ended }) => ended !== undefined);
    const { n } = heartbeatsIn(run.entries).of("A")!.ended!;
    await untilRun(session, ({ entries }) => entries.some(({ layer, kind }) => layer === "tcp" && kind === "close"));
    expect(closed(session.run(), { n })).toMatchObject({ data: { reason: "1006" } });
    expect(mission.check(session.run())).toMatchObject({ done: false, steps: [{ done: false }, {}, {}] });
  });
});

describe.concurrent("a mistake is refuted by its entry", () => {
  test("a time-out that is too short under lag", async () => {
    const { connect, fault, until } = await start({ pingInterval: 1_000, pingTimeout: 600 });
    await Promise.all([connect("A"), connect("B")]);
    await fault("delay", "A", { ms: 500 });
    await fault("delay", "B", { ms: 500 });
    const run = await until("A", noticed);
    const { n } = heartbeatsIn(run.entries).of("A")!.ended!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `A was there, and was given up (n=${n}): its pong took longer than the time-out.`,
      refutedBy: n,
    });
  });

  test("pings too often", async () => {
    const { session, connect } = await start({ pingInterval: 300, pingTimeout: 1_500 });
    await connect("B");
    const run = await untilRun(session, (now) => "refutedBy" in mission.check(now));
    const verdict = mission.check(run);
    const n = "refutedBy" in verdict ? verdict.refutedBy : undefined;
    expect(verdict).toMatchObject({
      done: false,
      reason: expect.stringMatching(new RegExp(`^B got a ping \\(n=${n}\\) only \\d+ ms after the one before\\.$`)),
      steps: [{}, {}, { text: "two pings of a client without lag, a second apart or more", done: false }],
    });
    const [, ...later] = heartbeatsIn(run.entries).of("B")!.beats;
    expect(later.map(({ ping }) => ping.n)).toContain(n);
  });

  test("noticed too late", async () => {
    const { connect, fault, until } = await start({ pingInterval: 1_000, pingTimeout: 2_100 });
    await connect("A");
    await fault("freeze", "A");
    const run = await until("A", noticed);
    const { frozen, ended } = heartbeatsIn(run.entries).of("A")!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: expect.stringMatching(
        `^A’s line was frozen by n=${frozen!.n}, and the server noticed [3-9],\\d+ ms later`,
      ),
      refutedBy: ended!.n,
    });
  });
});

describe.concurrent("what is no mistake", () => {
  test("a lag that is longer than was asked for may be too long", async () => {
    const { connect, fault, until } = await start({ pingInterval: 100, pingTimeout: 1_200 });
    await connect("A");
    await fault("delay", "A", { ms: 700 });
    const run = await until("A", noticed);
    expect(mission.check(run)).toMatchObject({ reason: expect.stringMatching(/^Still missing: /) });
  });

  test("a line that thaws in time", async () => {
    const { connect, fault, until } = await start({ pingInterval: 1_000, pingTimeout: 1_500 });
    await connect("A");
    await fault("freeze", "A");
    await until("A", ({ frozen }) => frozen !== undefined);
    await fault("thaw", "A");
    const run = await until("A", pongs(1));
    expect(heartbeatsIn(run.entries).of("A")).toMatchObject({ frozen: undefined, layer: "websocket" });
    expect(mission.check(run)).not.toHaveProperty("refutedBy");
  });
});

describe.concurrent("the bet", () => {
  const off = { pingInterval: 60_000, pingTimeout: 60_000 };

  /** A is frozen without a heartbeat, and the server was asked who is there. */
  async function frozenWithout(dials: Dials): Promise<Run> {
    const { session, connect, fault, until } = await start(dials);
    await connect("A");
    await until("A", () => true);
    await fault("freeze", "A");
    expect(await session.get("present")).toEqual([{ client: "A", silent: expect.any(Number) }]);
    return untilRun(session, ({ entries }) => entries.some(({ layer, kind }) => layer === "http" && kind === "body"));
  }

  /** The same, when so much time had gone by since the freeze. */
  function later({ entries, ...run }: Run, milliseconds: number): Run {
    const frozen = entries.findIndex(({ kind }) => kind === "fault");
    return {
      ...run,
      entries: entries.map((entry, i) => (i > frozen ? { ...entry, t: entry.t + milliseconds } : entry)),
    };
  }

  test.each([
    ["never", true, /^The line was frozen/],
    ["seconds", false, /^TCP misses an answer only to what it has sent, and nobody had sent anything\. The line/],
    ["once", false, /^TCP is told of nothing/],
  ])("on %s is judged by whom the server counts in after five seconds", async (guess, right, explanation) => {
    const run = later(await frozenWithout(off), 5_000);
    const frozen = run.entries.find(({ kind }) => kind === "fault")!;
    const answer = run.entries.find(({ layer, kind }) => layer === "http" && kind === "body")!;
    expect(bet.judge(run, guess)).toEqual({
      settled: true,
      right,
      answer: "never",
      explanation: expect.stringMatching(explanation),
      shownBy: [frozen.n, answer.n],
    });
  });

  test("stays open: too early, with a heartbeat, without a frozen line", async () => {
    const run = await frozenWithout(off);
    expect(bet.judge(run, "never")).toMatchObject({
      settled: false,
      reason: expect.stringMatching(/Give it 5 seconds/),
    });
    const beating = later(await frozenWithout({ ...off, pingInterval: 59_000 }), 5_000);
    expect(bet.judge(beating, "never")).toMatchObject({ settled: false, reason: expect.stringMatching(/^Choose no/) });
    const { session } = await start(off);
    await untilRun(session, ({ entries }) => entries.length > 0);
    expect(bet.judge(session.run(), "never")).toMatchObject({
      settled: false,
      reason: expect.stringMatching(/^Connect A/),
    });
  });
});
