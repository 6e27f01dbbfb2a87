import { expect, test } from "vitest";
import { bet } from "../bets/05.ts";
import type { LabSession } from "../lab.ts";
import { bareRequest, realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./05.ts";
import { exchangesOf } from "./exchanges.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();

/** The key of RFC 6455 §1.3, and what a server makes of it. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

const UPGRADE = { Connection: "Upgrade", Upgrade: "websocket" };
const RIGHT = { ...UPGRADE, "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY };

/** Requests one after the other, and the run when all of them are answered. */
async function ask(session: LabSession, ...requests: Record<string, string>[]): Promise<Run> {
  const address = await session.open();
  for (const headers of requests) await bareRequest(labs.origin + address.ws, headers);
  return untilRun(
    session,
    (run) => exchangesOf(run.entries).filter(({ response }) => response).length >= requests.length,
  );
}

const noVersion12 = { ...RIGHT, "Sec-WebSocket-Version": "12" };
const shortKey = { ...RIGHT, "Sec-WebSocket-Key": "c2hvcnQ=" };
const noKey = { ...UPGRADE, "Sec-WebSocket-Version": "13" };

test.each([["too short"], ["missing"]])(
  "three refusals, one with a key that is %s, and a 101 with the typed Accept value",
  async (how) => {
    const session = await labs.open("05-handshake");
    const run = await ask(session, {}, noVersion12, how === "missing" ? noKey : shortKey, RIGHT);
    session.answer("accept", { key: KEY, accept: ACCEPT });
    const responses = run.entries.filter((e) => e.layer === "http" && e.kind === "response");
    expect(responses.map(({ data }) => data.status)).toEqual([426, 400, 400, 101]);
    expect(mission.check(session.run())).toEqual({ done: true, proof: responses.map(({ n }) => n) });
  },
);

test("doing nothing is not done", async () => {
  const session = await labs.open("05-handshake");
  expect(mission.check(session.run())).toEqual({
    done: false,
    reason: "No handshake was tried yet.",
    steps: [
      { text: "426: a request without Upgrade", done: false },
      { text: "400: a version that the server does not know; its answer lists those it does", done: false },
      { text: "400: a key that is missing or is not 16 bytes in base64", done: false },
      { text: "101, with the Accept value that you typed for its key", done: false },
    ],
  });
});

test("a handshake that is right from the start is only the last part, and its answer is named", async () => {
  const session = await labs.open("05-handshake");
  const run = await ask(session, RIGHT);
  const { response } = exchangesOf(run.entries)[0]!;
  expect(mission.check(run)).toMatchObject({ done: false, refutedBy: response!.n });
});

test("a wrong Accept value is laid beside the server's", async () => {
  const session = await labs.open("05-handshake");
  await ask(session, RIGHT);
  session.answer("accept", { key: KEY, accept: "wrong" });
  const run = session.run();
  const { response } = exchangesOf(run.entries)[0]!;
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `For the key ${KEY} you typed wrong; the server answered ${ACCEPT} (n=${response!.n}).`,
    refutedBy: response!.n,
  });
});

test("an Accept value for a key that nobody sent proves nothing", async () => {
  const session = await labs.open("05-handshake");
  await ask(session, {}, noVersion12, shortKey);
  session.answer("accept", { key: KEY, accept: ACCEPT });
  expect(mission.check(session.run())).toMatchObject({
    done: false,
    reason: `No handshake with the key ${KEY} was accepted in this run.`,
  });
});

test("a version refusal is not taken for a key refusal", async () => {
  const session = await labs.open("05-handshake");
  const run = await ask(session, { ...shortKey, "Sec-WebSocket-Version": "12" }, noVersion12);
  expect(mission.check(run)).toMatchObject({ done: false, steps: [{}, { done: true }, { done: true }, {}] });
});

test.each([
  ["400", true, ""],
  ["101", false, " 101 would mean that both speak WebSocket from now on, and the server does not know this version."],
  ["505", false, " 505 is about the version of HTTP, and that was 1.1."],
])("the bet on %s is judged by the answer to version 12", async (guess, right, why) => {
  const session = await labs.open("05-handshake");
  expect(bet.judge(session.run(), guess)).toMatchObject({ settled: false });
  const run = await ask(session, RIGHT, noVersion12);
  const { response } = exchangesOf(run.entries)[1]!;
  expect(bet.judge(run, guess)).toEqual({
    settled: true,
    right,
    answer: "400",
    explanation: `The server answered 400 Bad Request (n=${response!.n}). It lists the versions that it does speak: 13, 8.${why}`,
    shownBy: [response!.n],
  });
});
