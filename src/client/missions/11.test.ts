import { describe, expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import { bet } from "../bets/11.ts";
import { SocketIoClient, type SocketIoOptions } from "../clients/socket-io.ts";
import { opened } from "../clients/opened.ts";
import type { LabSession } from "../lab.ts";
import { echoesOf, isRefused, ladderOf, moveOf, upgradeOf } from "../ladder.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./11.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();

const drop = (session: LabSession) => session.post("proxy/drop-upgrade");
const pass = (session: LabSession) => session.post("proxy/pass-upgrade");

async function connect(client: SocketIoClient, options: SocketIoOptions = {}): Promise<void> {
  await client.connect(options);
  await opened(client);
}

/** A message that goes and comes back. */
async function echo(client: SocketIoClient, text: string): Promise<void> {
  const back = new Promise<void>((resolve) => {
    const end = client.onEvent((_, args) => {
      if (args[0] !== text) return;
      end();
      resolve();
    });
  });
  client.emit("message", text);
  await back;
}

const lastClimb = ({ entries }: Run) => ladderOf(entries).climbs.at(-1);
const hasMoved = (run: Run) => ladderOf(run.entries).climbs.some((climb) => moveOf(climb).upgrade !== undefined);

/** A connection that is refused its WebSocket, known to the page. */
async function beHeld(session: LabSession, client: SocketIoClient): Promise<void> {
  await drop(session);
  await connect(client);
  await until(client.state, ({ notice }) => notice !== undefined);
}

async function echoThrice(client: SocketIoClient): Promise<void> {
  for (const text of ["one", "two", "three"]) await echo(client, text);
}

/** A connection that has come to its WebSocket, also in the log. */
async function climb(client: SocketIoClient): Promise<void> {
  await connect(client);
  await until(client.state, ({ transport }) => transport === "websocket");
}

const echoes = (run: Run) => ladderOf(run.entries).climbs.flatMap(echoesOf);

test("three messages while the upgrade is refused, then a climb and a message, are the mission", async () => {
  const session = await labs.open("11-transports");
  const a = session.own(new SocketIoClient(session, "A"));
  await beHeld(session, a);
  await echoThrice(a);
  a.disconnect();
  await pass(session);
  await climb(a);
  await echo(a, "hello");
  const run = await untilRun(session, (now) => echoes(now).length === 4);
  const [first, second] = ladderOf(run.entries).climbs;
  const { probe, answer, upgrade } = moveOf(second!);
  const [, , third, hello] = echoes(run);
  expect(mission.check(run)).toEqual({
    done: true,
    proof: [
      upgradeOf(first!)!.response!.n,
      third!.sent.entry.n,
      third!.back.entry.n,
      probe!.entry.n,
      answer!.entry.n,
      upgrade!.entry.n,
      hello!.sent.entry.n,
    ],
  });
  expect(echoes(run).map(({ over }) => over)).toEqual(["polling", "polling", "polling", "websocket"]);
});

test("doing nothing is not done", async () => {
  const session = await labs.open("11-transports");
  expect(mission.check(session.run())).toMatchObject({ done: false, reason: "Nobody has connected yet." });
});

test("who climbs at once is told which packet says so", async () => {
  const session = await labs.open("11-transports");
  await climb(session.own(new SocketIoClient(session, "A")));
  const run = await untilRun(session, hasMoved);
  const { n } = moveOf(lastClimb(run)!).upgrade!.entry;
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `It climbed (n=${n}): its Upgrade had passed. Whoever is to be held has to be refused when it connects.`,
    refutedBy: n,
    steps: [{ done: false }, { done: false }, { done: false }, { done: false }],
  });
});

test("transports: websocket goes round the ladder", async () => {
  const session = await labs.open("11-transports");
  const a = session.own(new SocketIoClient(session, "A"));
  await connect(a, { transports: ["websocket"] });
  const run = await untilRun(session, (now) => lastClimb(now) !== undefined);
  const { n } = lastClimb(run)!.trips[0]!.request;
  expect(lastClimb(run)!.began).toBe("websocket");
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: expect.stringContaining('with transports: ["websocket"] there is no ladder') as string,
    refutedBy: n,
  });
});

test("transports: websocket does not fall back when it is refused", async () => {
  const session = await labs.open("11-transports");
  const a = session.own(new SocketIoClient(session, "A"));
  await drop(session);
  await a.connect({ transports: ["websocket"], reconnection: false });
  await until(a.state, ({ problem }) => problem?.said === "websocket error");
  const run = await untilRun(session, ({ entries }) => ladderOf(entries).refused.length === 1);
  const { response, request } = ladderOf(run.entries).refused[0]!;
  expect(response!.data.status).toBe(400);
  const body = run.entries.find(({ n, conn, kind }) => n > response!.n && conn === request.conn && kind === "body")!;
  expect(new TextDecoder().decode(body.bytes)).toContain('{"code":3,"message":"Bad request"}');
  expect(mission.check(run)).toMatchObject({ done: false, refutedBy: response!.n });
});

test("transports: polling is no refusal, however long it stays there", async () => {
  const session = await labs.open("11-transports");
  const a = session.own(new SocketIoClient(session, "A"));
  await connect(a, { transports: ["polling"] });
  await echoThrice(a);
  const run = await untilRun(session, (now) => echoes(now).length === 3);
  const { n } = lastClimb(run)!.trips[0]!.request;
  expect(upgradeOf(lastClimb(run)!)).toBeUndefined();
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `This connection (n=${n}) stays on polling because it never asks for Upgrade: nothing was refused.`,
    refutedBy: n,
  });
});

describe("a connection that is held", () => {
  test("has to be used: the messages are counted", async () => {
    const session = await labs.open("11-transports");
    const a = session.own(new SocketIoClient(session, "A"));
    await beHeld(session, a);
    await echo(a, "one");
    const run = await untilRun(session, (now) => echoes(now).length === 1);
    const { n } = upgradeOf(lastClimb(run)!)!.response!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `The upgrade was refused (n=${n}). Of 3 messages over polling after it, 1 went and came back.`,
      steps: [{ done: true }, { done: false }, { done: false }, { done: false }],
    });
  });

  test("does not climb by itself when Upgrade passes again", async () => {
    const session = await labs.open("11-transports");
    const a = session.own(new SocketIoClient(session, "A"));
    await beHeld(session, a);
    await echoThrice(a);
    await pass(session);
    for (const text of ["four", "five", "six"]) await echo(a, text);
    const run = await untilRun(session, (now) => echoes(now).length === 6);
    expect(echoes(run).every(({ over }) => over === "polling")).toBe(true);
    const { n } = upgradeOf(lastClimb(run)!)!.response!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `It stays on polling: it has asked for Upgrade once, and was refused (n=${n}). Let Upgrade pass, and connect again.`,
      refutedBy: n,
    });
  });

  test("and then another one, is refused twice", async () => {
    const session = await labs.open("11-transports");
    const a = session.own(new SocketIoClient(session, "A"));
    await beHeld(session, a);
    await echoThrice(a);
    a.disconnect();
    await beHeld(session, a);
    const run = await untilRun(session, ({ entries }) => {
      const [, second] = ladderOf(entries).climbs;
      return second !== undefined && isRefused(upgradeOf(second));
    });
    const { n } = upgradeOf(lastClimb(run)!)!.response!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `Upgrade is still refused (n=${n}).`,
      refutedBy: n,
    });
  });

  test("and then one over WebSocket alone, has not climbed", async () => {
    const session = await labs.open("11-transports");
    const a = session.own(new SocketIoClient(session, "A"));
    await beHeld(session, a);
    await echoThrice(a);
    a.disconnect();
    await pass(session);
    await connect(a, { transports: ["websocket"] });
    await echo(a, "hello");
    const run = await untilRun(session, (now) => echoes(now).length === 4);
    const { n } = lastClimb(run)!.trips[0]!.request;
    expect(mission.check(run)).toMatchObject({ done: false, refutedBy: n });
  });

  test("and then one that climbs, still has to use its WebSocket", async () => {
    const session = await labs.open("11-transports");
    const a = session.own(new SocketIoClient(session, "A"));
    await beHeld(session, a);
    await echoThrice(a);
    a.disconnect();
    await pass(session);
    await climb(a);
    const run = await untilRun(session, hasMoved);
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: "It has climbed. Now send a message over its WebSocket.",
      steps: [{ done: true }, { done: true }, { done: true }, { done: false }],
    });
  });
});

test.each([
  ["more", true],
  ["two", false],
  ["one", false],
])("the bet on %s is settled when a session that began on polling speaks over its WebSocket", async (guess, right) => {
  const session = await labs.open("11-transports");
  const a = session.own(new SocketIoClient(session, "A"));
  await connect(a, { transports: ["websocket"] });
  await untilRun(session, (now) => lastClimb(now) !== undefined);
  expect(bet.judge(session.run(), guess)).toMatchObject({ settled: false });
  a.disconnect();
  await climb(a);
  const run = await untilRun(session, hasMoved);
  const { n } = upgradeOf(lastClimb(run)!)!.response!;
  const verdict = bet.judge(run, guess);
  expect(verdict).toMatchObject({ settled: true, right, answer: "more" });
  expect(verdict).toHaveProperty("explanation", expect.stringContaining(`the 101 (n=${n})`));
});

test("the bet counts what was sent before the 101, also where the 101 was quicker than it, on a connection of its own", async () => {
  const session = await labs.open("11-transports");
  await climb(session.own(new SocketIoClient(session, "A")));
  const run = await untilRun(session, hasMoved);
  const upgrade = upgradeOf(lastClimb(run)!)!;
  const quick: readonly Entry[] = [upgrade.request, upgrade.response!];
  const began = run.entries.findIndex(({ layer, kind }) => layer === "engine.io" && kind === "open") + 1;
  const rest = run.entries.slice(began).filter((entry) => !quick.includes(entry));
  const entries = renumbered([...run.entries.slice(0, began), ...quick, ...rest]);
  expect(bet.judge({ ...run, entries }, "more")).toMatchObject({ settled: true, right: true });
});

/** Entries in another order, with the numbers of that one. */
function renumbered(entries: readonly Entry[]): Entry[] {
  const places = new Map(entries.map(({ n }, i) => [n, i + 1]));
  return entries.map((entry) => ({
    ...entry,
    n: places.get(entry.n)!,
    ...(entry.parent && { parent: places.get(entry.parent)! }),
  }));
}
