import { describe, expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import { bet } from "../bets/14.ts";
import type { SocketIoOptions } from "../clients/socket-io.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./14.ts";
import type { Run } from "./mission.ts";
import { SocketIoClient } from "../clients/socket-io.ts";

const labs = realLabs();
const open = () => labs.open("14-namespaces");

/** A client that has connected, or was refused. */
async function connect(session: LabSession, options: SocketIoOptions) {
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"], reconnection: false, ...options });
  await until(client.state, ({ phase }) => phase === "open" || phase === "closed");
  return client;
}

const seen = (session: LabSession, layer: string, kind: string) =>
  untilRun(session, ({ entries }) => entries.some((entry) => entry.layer === layer && entry.kind === kind));

const find = ({ entries }: Run, layer: string, kind: string) =>
  entries.findLast((entry) => entry.layer === layer && entry.kind === kind)!;

test("into /admin, refused at /nope, and in a room by an event: done; and the bet is settled", async () => {
  const session = await open();
  const admin = await connect(session, { path: "chat/", namespace: "/admin" });
  expect(bet.judge(session.run(), "path")).toMatchObject({ settled: false });
  const nope = session.own(new SocketIoClient(session, "A"));
  await nope.connect({ namespace: "/nope", over: admin });
  await until(nope.state, ({ phase }) => phase === "closed");
  expect(await admin.emitWithAck(5_000, "join", "red")).toEqual([["red"]]);
  const run = await untilRun(session, ({ entries }) =>
    entries.some((entry) => entry.kind === "join" && entry.data.room === "red"),
  );
  const verdict = mission.check(run);
  if (!verdict.done) throw new Error(verdict.reason);
  const proof = verdict.proof.map((n) => run.entries.find((entry) => entry.n === n)!);
  expect(proof.map(({ layer, kind, from }) => `${layer} ${kind} ${from}`)).toEqual([
    "socket.io connect server",
    "socket.io connect_error server",
    "socket.io event client",
    "app join server",
  ]);
  expect(new Set(proof.slice(0, 3).map(({ conn }) => conn)).size, "one connection carried all of it").toBe(1);
  expect(bet.judge(run, "path")).toMatchObject({ settled: true, right: true });
  expect(bet.judge(run, "all")).toMatchObject({ settled: true, right: false, answer: "path" });
});

test("doing nothing is not done", async () => {
  const session = await open();
  expect(mission.check(session.run())).toMatchObject({ done: false, reason: "Nobody has connected yet." });
});

describe("what is not it is named", () => {
  test("the usual path", async () => {
    const session = await open();
    await connect(session, { transports: ["polling"] });
    const run = await seen(session, "http", "response");
    const missed = find(run, "http", "response");
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `There is no Socket.IO at that path: 404 (n=${missed.n}).`,
      refutedBy: missed.n,
    });
  });

  test("another namespace", async () => {
    const session = await open();
    await connect(session, { path: "chat/" });
    const isAnswer = ({ layer, kind, from }: Entry) => layer === "socket.io" && kind === "connect" && from === "server";
    const run = await untilRun(session, ({ entries }) => entries.some(isAnswer));
    expect(mission.check(run)).toMatchObject({ done: false, refutedBy: run.entries.find(isAnswer)!.n });
  });

  test("a room that the program does not have", async () => {
    const session = await open();
    const admin = await connect(session, { path: "chat/", namespace: "/admin" });
    expect(await admin.emitWithAck(5_000, "join", "not a room")).toEqual([[]]);
    const run = await seen(session, "app", "event");
    expect(mission.check(run)).toMatchObject({ done: false, refutedBy: find(run, "app", "event").n });
  });
});
