import { describe, expect, test } from "vitest";
import { bet } from "../bets/10.ts";
import { RawClient } from "../clients/raw.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./10.ts";
import type { Run } from "./mission.ts";
import { SocketIoClient } from "../clients/socket-io.ts";

const labs = realLabs();
const SOCKET_IO = "socket.io/?EIO=4&transport=websocket";

/** A plain WebSocket at Socket.IO's door, which has said 0, or at another one. */
async function connect(session: LabSession, path = SOCKET_IO): Promise<RawClient> {
  const client = session.own(new RawClient(session, "R"));
  await client.connect({ path });
  await until(client.state, ({ phase }) => phase === "open");
  return client;
}

/** A lab whose server pings often. */
async function open(): Promise<LabSession> {
  const session = await labs.open("10-speak-socketio");
  await session.verb({ verb: "options", options: { io: { pingInterval: 100, pingTimeout: 2_000 } } });
  return session;
}

const counted = (run: Run, layer: string, kind: string, from: string) =>
  run.entries.filter((entry) => entry.layer === layer && entry.kind === kind && entry.from === from).length;

/** The run as soon as so many entries of a kind are there. */
const seen = (session: LabSession, layer: string, kind: string, from: string, count = 1) =>
  untilRun(session, (run) => counted(run, layer, kind, from) >= count);

const textsOf = (steps: { done: boolean }[] | undefined) => steps?.map(({ done }) => done);

test("spoken by hand, with two pings answered, it is done", async () => {
  const session = await open();
  const client = await connect(session);
  client.send("40");
  await seen(session, "socket.io", "connect", "server");
  client.send('42["hello","Ada"]');
  await seen(session, "app", "event", "server");
  for (const count of [1, 2]) {
    await seen(session, "engine.io", "ping", "server", count);
    client.send("3");
  }
  const run = await seen(session, "engine.io", "pong", "client", 2);
  const verdict = mission.check(run);
  if (!verdict.done) throw new Error(verdict.reason);
  const proof = verdict.proof.map((n) => run.entries.find((entry) => entry.n === n)!);
  expect(proof.map(({ layer, kind, from }) => `${layer} ${kind} ${from}`)).toEqual([
    "engine.io open server",
    "socket.io connect client",
    "socket.io connect server",
    "socket.io event client",
    "app event server",
    "engine.io ping server",
    "engine.io pong client",
    "engine.io ping server",
    "engine.io pong client",
  ]);
});

test("the library does not speak by hand", async () => {
  const session = await open();
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"] });
  await until(client.state, ({ phase }) => phase === "open");
  client.emit("hello");
  const run = await seen(session, "engine.io", "pong", "client", 2);
  expect(mission.check(run)).toMatchObject({ done: false, reason: "No plain WebSocket has spoken to Socket.IO yet." });
});

test("doing nothing is not done", async () => {
  const session = await open();
  const verdict = mission.check(session.run());
  expect(verdict).toMatchObject({ done: false, reason: "No plain WebSocket has spoken to Socket.IO yet." });
  expect(textsOf(verdict.done ? [] : verdict.steps)).toEqual([false, false, false, false]);
});

describe("what is not it is named", () => {
  test("the plain server's path", async () => {
    const session = await open();
    const client = await connect(session, "ws");
    client.send("40");
    const run = await seen(session, "app", "connection", "server");
    const connection = run.entries.find(({ kind }) => kind === "connection")!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `Your WebSocket reached the plain server (n=${connection.n}): Socket.IO waits at another path.`,
      refutedBy: connection.n,
    });
  });

  test("a word that is no packet; and the bet is settled by it", async () => {
    const session = await open();
    const client = await connect(session);
    expect(bet.judge(session.run(), "closed")).toMatchObject({ settled: false });
    client.send("hello");
    const run = await untilRun(session, (now) => bet.judge(now, "closed").settled);
    const broken = run.entries.find(({ kind }) => kind === "violation")!;
    expect(mission.check(run)).toMatchObject({ done: false, refutedBy: broken.n });
    expect(bet.judge(run, "closed")).toMatchObject({ settled: true, right: true });
    expect(bet.judge(run, "nothing")).toMatchObject({ settled: true, right: false, answer: "closed" });
  });

  test("an event before 40", async () => {
    const session = await open();
    const client = await connect(session);
    client.send('42["hello"]');
    await until(client.state, ({ phase }) => phase === "closed");
    const run = await seen(session, "socket.io", "event", "client");
    const event = run.entries.find(({ layer, kind }) => layer === "socket.io" && kind === "event")!;
    expect(mission.check(run)).toMatchObject({ done: false, refutedBy: event.n });
  });

  test("a ping without an answer", async () => {
    const session = await open();
    await connect(session).then((client) => client.send("40"));
    const run = await seen(session, "engine.io", "ping", "server");
    const ping = run.entries.find(({ kind }) => kind === "ping")!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `The server has asked whether you are there (n=${ping.n}): it waits for 3.`,
    });
  });
});
