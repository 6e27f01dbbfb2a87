import { describe, expect, test } from "vitest";
import { bet } from "../bets/07.ts";
import { opened } from "../clients/opened.ts";
import { Upload, uploadPath, type UploadPlan } from "../clients/upload.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./07.ts";
import type { Run } from "./mission.ts";
import { RawClient } from "../clients/raw.ts";

const labs = realLabs();

const LATE = { fault: "slow-101", ms: 2_000 };
const SLOW = { fault: "slow-reader", bytesPerSecond: 200_000 };
const MEGABYTE: UploadPlan = { total: 1_000_000, piece: 10_000, threshold: 40_000 };

async function lab(...faults: Record<string, unknown>[]): Promise<LabSession> {
  const session = await labs.open("07-browser-api");
  for (const fault of faults) await session.verb({ verb: "fault", fault });
  return session;
}

interface Try {
  plan?: UploadPlan;
  /** Sends right after `new WebSocket()`. */
  early?: boolean;
}

/** One upload over a connection of its own, and the run when its last word is in the log. */
async function upload(session: LabSession, { plan = MEGABYTE, early = false }: Try = {}): Promise<Run> {
  const before = session.run().page.length;
  const client = session.own(new RawClient(session, "A"));
  await client.connect({ path: uploadPath(session.run().page) });
  if (!early) await opened(client);
  const upload = new Upload(client, session.log, plan);
  await upload.run();
  const { received, phase } = upload.state.get();
  session.release(client);
  return untilRun(session, ({ entries, page }) => {
    const isIn = entries.some(({ data }) => "text" in data && data.text === `{"received":${received}}`);
    return page.slice(before).some(({ kind }) => kind === "disconnect") && (phase === "stopped" || isIn);
  });
}

const noteIn = ({ page }: Run, upload: string) => page.find(({ data }) => data["upload"] === upload)!;
const answerIn = ({ entries }: Run) => entries.find(({ layer, kind }) => layer === "http" && kind === "response")!;
const doneOf = (run: Run) => {
  const verdict = mission.check(run);
  return verdict.done ? "done" : verdict.steps!.map(({ done }) => done);
};

test("doing nothing is not done", async () => {
  expect(mission.check((await lab()).run())).toEqual({
    done: false,
    reason: "No megabyte was sent in this lab yet.",
    steps: [
      { text: "no call throws", done: false },
      { text: "1,000,000 bytes go out, and bufferedAmount stays below 65,536", done: false },
      { text: "the server answers the handshake after 2 s", done: false },
      { text: "the server, reading 200,000 bytes a second, has received all", done: false },
    ],
  });
});

// These wait for a slow server, most of the time.
test.concurrent(
  "the right run is done: after a run that threw, to a server that is late and slow",
  { timeout: 20_000 },
  async () => {
    const session = await lab(LATE, SLOW);
    await upload(session, { early: true });
    const run = await upload(session);
    const verdict = mission.check(run);
    expect(verdict).toEqual({
      done: true,
      proof: [expect.any(Number), `p${noteIn(run, "given").p}`, expect.any(Number)],
    });
    const [answer, , count] = verdict.done ? verdict.proof : [];
    expect(run.entries.find(({ n }) => n === answer)?.data).toMatchObject({ status: 101 });
    expect(run.entries.find(({ n }) => n === count)?.data).toMatchObject({ text: '{"received":1000000}' });
  },
);

test.concurrent("a reader that is not slow is not done", async () => {
  const run = await upload(await lab(LATE));
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: expect.stringMatching(
      /^The server read 1,000,000 bytes within [\d,]+ ms \(n=\d+\): that is no slow reader/,
    ),
    refutedBy: run.entries.findLast(({ data }) => "text" in data)!.n,
  });
  expect(doneOf(run)).toEqual([true, true, true, false]);
});

test.concurrent("what the server has not received yet is not done", async () => {
  const session = await lab(LATE, SLOW);
  const client = session.own(new RawClient(session, "A"));
  await client.connect({ path: uploadPath(session.run().page) });
  await opened(client);
  void new Upload(client, session.log, MEGABYTE).run();
  const run = await untilRun(session, (run) => noteIn(run, "drained") !== undefined);
  expect(mission.check(run)).toMatchObject({ done: false, reason: expect.stringMatching(/^The server has /) });
  expect(doneOf(run)).toEqual([true, true, true, false]);
  session.release(client);
});

test.concurrent("what one connection lacks another one does not lend it", async () => {
  const session = await lab(LATE);
  await upload(session);
  await session.verb({ verb: "fault", fault: { ...LATE, ms: 0 } });
  const run = await upload(session);
  expect(doneOf(run)).toEqual([true, true, false, false]);
});

describe("the usual mistakes are not done, and are named", () => {
  test("sent too early", async () => {
    const run = await upload(await lab(LATE), { early: true });
    const { p } = run.page.find(({ kind }) => kind === "error")!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `send() threw InvalidStateError (p${p}): the handshake was not over. That run sent nothing.`,
      refutedBy: `p${p}`,
    });
  });

  test.each<[string, Partial<UploadPlan>, string]>([
    ["all in one go", { threshold: null }, "1,000,000"],
    ["a threshold of just what is allowed: a piece comes on top", { threshold: 65_535 }, "70,000"],
    ["pieces that are too large for what may wait", { piece: 50_000, threshold: 50_000 }, "100,000"],
  ])("%s", async (_, plan, most) => {
    const run = await upload(await lab(), { plan: { ...MEGABYTE, ...plan } });
    const { p } = run.page.find(({ data }) => Number(data["most"]) >= 65_536)!;
    const reason = `bufferedAmount was ${most} (p${p}): too much for the page.`;
    expect(doneOf(run)).toEqual([true, false, false, false]);
    expect(mission.check(run)).toMatchObject({ reason, refutedBy: `p${p}` });
  });

  test("a handshake that is answered at once", async () => {
    const run = await upload(await lab());
    const { n } = answerIn(run);
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: expect.stringMatching(
        new RegExp(`^The server answered the handshake after \\d+ ms \\(n=${n}\\): nothing could be sent too early`),
      ),
      refutedBy: n,
    });
  });

  test("less than a megabyte", async () => {
    const run = await upload(await lab(), { plan: { ...MEGABYTE, total: 900_000 } });
    expect(doneOf(run)).toEqual([true, false, false, false]);
  });
});

describe("the bet", () => {
  test("is judged by what the page was told", async () => {
    const run = await upload(await lab(LATE), { early: true });
    const { p, data } = run.page.find(({ kind }) => kind === "error")!;
    const said = `send() threw an InvalidStateError (p${p}): “${String(data["message"])}” Nothing went over the wire.`;
    const verdict = { settled: true, answer: "throws", shownBy: [`p${p}`] };
    expect(bet.judge(run, "throws")).toEqual({ ...verdict, right: true, explanation: said });
    for (const [guess, why] of [
      ["waits", "Socket.IO's client keeps what it is given until it is connected. The browser's WebSocket does not."],
      ["lost", "Without a word it loses what comes too late, in CLOSING and CLOSED."],
      ["false", "send() returns nothing, however it goes."],
    ] as const)
      expect(bet.judge(run, guess)).toEqual({ ...verdict, right: false, explanation: `${said} ${why}` });
  });

  test("stays open until something was sent too early", async () => {
    const session = await lab();
    expect(bet.judge(session.run(), "throws")).toMatchObject({ settled: false });
    expect(bet.judge(await upload(session), "throws")).toMatchObject({ settled: false });
  });
});
