import { expect, test } from "vitest";
import type { LabSession } from "../../client/lab.ts";
import type { Run } from "../../client/missions/mission.ts";
import { realLabs, until, untilRun } from "../../client/real-lab.fixture.ts";
import { areAlike, type Failure, failuresIn, FAILURES, targetOf } from "./failures.ts";
import { RawClient } from "../../client/clients/raw.ts";

const labs = realLabs();

/** @returns the run when the page has been told of it, and the log has its last request */
async function attempt(session: LabSession, failure: Failure): Promise<Run> {
  const client = session.own(new RawClient(session, "A"));
  const before = session.run().page.length;
  await client.connect(targetOf(failure, labs.origin));
  await until(client.state, ({ phase }) => phase === "closed");
  const answered = failuresIn(session.run()).get(failure)?.answer?.n ?? 0;
  return untilRun(session, (run) => {
    const isTold = run.page.slice(before).some(({ kind }) => kind === "disconnect");
    return isTold && (failure === "nobody" || (failuresIn(run).get(failure)?.answer?.n ?? 0) > answered);
  });
}

const CLOSE = 'close: code 1006, reason "", wasClean false';

test("three failures, of which the page is told the same, and the server has three different things", async () => {
  const session = await labs.open("07-browser-api");
  expect(failuresIn(session.run()).size).toBe(0);
  for (const { id } of FAILURES) {
    expect(areAlike(failuresIn(session.run())), `before ${id}`).toBe(false);
    await attempt(session, id);
  }
  const told = failuresIn(session.run());
  expect(FAILURES.map(({ id }) => told.get(id))).toEqual([
    { p: expect.any(Number), events: ["error", CLOSE], answer: null },
    { p: expect.any(Number), events: ["error", CLOSE], answer: expect.objectContaining({ status: 404 }) },
    { p: expect.any(Number), events: ["error", CLOSE], answer: expect.objectContaining({ status: 403 }) },
  ]);
  expect(areAlike(told)).toBe(true);
});

test("the latest attempt counts, with its own answer", async () => {
  const session = await labs.open("07-browser-api");
  const first = failuresIn(await attempt(session, "nothing")).get("nothing")!;
  const second = failuresIn(await attempt(session, "nothing")).get("nothing")!;
  expect(second.p).toBeGreaterThan(first.p);
  expect(second.answer!.n).toBeGreaterThan(first.answer!.n);
});

test("a connection that opens is none of them", async () => {
  const session = await labs.open("07-browser-api");
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  const run = await untilRun(session, ({ page }) => page.some(({ kind }) => kind === "connection"));
  expect(failuresIn(run).size).toBe(0);
});

test.each([
  ["nobody", "http://192.168.1.7:3000", { url: "ws://192.168.1.7:2/" }],
  ["nobody", "https://course.example", { url: "wss://course.example:2/" }],
  ["nothing", "http://127.0.0.1:3000", { path: "nothing" }],
] as const)("%s of %s is looked for at %j", (failure, origin, target) => {
  expect(targetOf(failure, origin)).toEqual(target);
});
