import { describe, expect, test } from "vitest";
import { bet } from "../bets/08.ts";
import { RawClient } from "../clients/raw.ts";
import { endedOf, toldPage } from "../goodbyes.ts";
import { until, realLabs, untilRun } from "../real-lab.fixture.ts";
import type { LabSession } from "../lab.ts";
import { mission } from "./08.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();

async function connected(session: LabSession, letter: string): Promise<RawClient> {
  const client = session.own(new RawClient(session, letter));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  return client;
}

/** Lets a new client act, and gives the run when its connection is over for both sides. */
async function end(session: LabSession, letter: string, act: (client: RawClient) => unknown): Promise<Run> {
  const client = await connected(session, letter);
  await act(client);
  return untilRun(
    session,
    ({ entries, page }) =>
      toldPage(page, letter) !== undefined && endedOf(entries).some(({ goodbye }) => goodbye.client === letter),
  );
}

const cut = (session: LabSession) => (client: RawClient) =>
  session.verb({ verb: "fault", fault: { fault: "cut", client: client.letter } });

test("five ends, five codes: each is proved by its close frame, or by TCP's end where there was none", async () => {
  const session = await labs.open("08-goodbye");
  await end(session, "A", (client) => client.close(1000));
  await end(session, "B", (client) => client.close());
  await end(session, "C", (client) => client.close(4001, "enough"));
  await end(session, "D", (client) => client.send("x".repeat(1_025)));
  const run = await end(session, "E", cut(session));
  const frames = run.entries.filter((e) => e.layer === "websocket" && e.kind === "frame" && e.data.name === "close");
  const first = (letter: string) => frames.find(({ client }) => client === letter)!;
  const reset = run.entries.find((e) => e.layer === "tcp" && e.kind === "close" && e.client === "E")!;
  expect(frames.some(({ client }) => client === "E")).toBe(false);
  expect(first("D").from).toBe("server");
  const proof = [first("A").n, first("B").n, reset.n, first("D").n, first("C").n];
  expect(mission.check(run)).toEqual({ done: true, proof });
});

test("a restart of the server takes nothing away: it is an end like others", async () => {
  const session = await labs.open("08-goodbye");
  await end(session, "A", (client) => client.close(1000));
  const run = await end(session, "B", () => session.verb({ verb: "fault", fault: { fault: "restart" } }));
  expect(endedOf(run.entries).map(({ code }) => code)).toEqual([1000, 1001]);
  expect(mission.check(run)).toMatchObject({ done: false, steps: steps(1000) });
});

test("the server may be the one who sends 4001 and vanishes, and other ends do not matter", async () => {
  const session = await labs.open("08-goodbye");
  await end(session, "A", (client) => client.send("vanish"));
  await end(session, "B", (client) => client.send("close 4001 out of turn"));
  await end(session, "C", (client) => client.send("close 1012"));
  await end(session, "D", (client) => client.send("x".repeat(5_000)));
  await end(session, "E", (client) => client.send("close"));
  expect(mission.check(await end(session, "F", (client) => client.close(1000)))).toMatchObject({ done: true });
});

const STEPS = [
  "1000: all was said",
  "1005: a close frame without a code",
  "1006: no close frame at all",
  "1009: a message was too large",
  "4001: a code of the program's own",
];

const steps = (...done: number[]) => STEPS.map((text) => ({ text, done: done.includes(Number(text.slice(0, 4))) }));

test("doing nothing is not done, and neither is a connection that is open", async () => {
  const session = await labs.open("08-goodbye");
  const nothing = { done: false, reason: "No connection has ended yet.", steps: steps() };
  expect(mission.check(session.run())).toEqual(nothing);
  await connected(session, "A");
  expect(mission.check(session.run())).toEqual(nothing);
});

test("a code that is new counts, and says what is missing", async () => {
  const session = await labs.open("08-goodbye");
  expect(mission.check(await end(session, "A", (client) => client.close(4001)))).toEqual({
    done: false,
    reason: "Still missing: 1000, 1005, 1006, 1009.",
    steps: steps(4001),
  });
});

describe("what is not it is named", () => {
  test("a code that the page's own API refuses", async () => {
    const session = await labs.open("08-goodbye");
    const client = await connected(session, "A");
    client.close(1006);
    const refused = await untilRun(session, ({ page }) => page.some(isError));
    const { p } = refused.page.find(isError)!;
    expect(mission.check(refused)).toEqual({
      done: false,
      reason: `ws.close(1006) threw (p${p}): a page may send 1000 and 3000 to 4999, and nothing went out. Still missing: 1000, 1005, 1006, 1009, 4001.`,
      refutedBy: `p${p}`,
      steps: steps(),
    });
    expect(client.state.get().phase).toBe("open");
  });

  test("a reason that is too long", async () => {
    const session = await labs.open("08-goodbye");
    (await connected(session, "A")).close(4001, "é".repeat(62));
    const run = await untilRun(session, ({ page }) => page.some(isError));
    const { p } = run.page.find(isError)!;
    expect(mission.check(run)).toMatchObject({
      reason: expect.stringContaining(`ws.close threw (p${p}), and nothing went out: a reason has 123 bytes at most.`),
      refutedBy: `p${p}`,
    });
  });

  test.each([
    ["a message that the server takes", "x".repeat(1_024)],
    ["a code that nobody may send, asked of the server", "close 1006"],
  ])("%s", async (_, text) => {
    const session = await labs.open("08-goodbye");
    (await connected(session, "A")).send(text);
    const run = await untilRun(session, ({ entries }) => entries.some(isEcho));
    const { n } = run.entries.find(isEcho)!;
    expect(mission.check(run)).toMatchObject({
      reason: expect.stringContaining(`The server sent your message back (n=${n}): it went on, and nothing has ended.`),
      refutedBy: n,
      steps: steps(),
    });
  });

  test("a code that was there before", async () => {
    const session = await labs.open("08-goodbye");
    await end(session, "A", (client) => client.close(1000));
    const run = await end(session, "B", (client) => client.send("close 1000"));
    const { n } = endedOf(run.entries)[1]!;
    expect(mission.check(run)).toMatchObject({
      reason: `B ended with 1000 (n=${n}), which you had already. Still missing: 1005, 1006, 1009, 4001.`,
      refutedBy: n,
    });
  });

  test("a code that is not asked for", async () => {
    const session = await labs.open("08-goodbye");
    const run = await end(session, "A", (client) => client.close(4002));
    const { n } = endedOf(run.entries)[0]!;
    expect(mission.check(run)).toMatchObject({
      reason: expect.stringContaining(`A ended with 4002 (n=${n}), which is none of the five.`),
      refutedBy: n,
    });
  });
});

const isError = ({ kind }: Run["page"][number]) => kind === "error";
const isEcho = (e: Run["entries"][number]) => e.layer === "websocket" && e.kind === "frame" && e.from === "server";

describe("the bet", () => {
  test("is open until a cable is cut: other ends without a close frame do not settle it", async () => {
    const session = await labs.open("08-goodbye");
    const run = await end(session, "A", (client) => client.send("vanish"));
    expect(bet.judge(run, "1006")).toEqual({ settled: false, reason: "Cut the cable of a client in the lab." });
  });

  test.each([
    ["1006", true, "Nobody sent this number: it is the browser's word for it."],
    ["1000", false, "1000 has to be sent, in a close frame; there was no time for one."],
    ["1001", false, "1001 is sent by whoever leaves, in a close frame; there was no time for one."],
    ["1005", false, "1005 stands for a close frame that has no code in it. Here there was no close frame."],
    ["none", false, "The close event always comes, and always has a code: the browser fills it in."],
  ])("on %s is judged by what the page was told", async (guess, right, why) => {
    const session = await labs.open("08-goodbye");
    const run = await end(session, "A", cut(session));
    const reset = run.entries.find((e) => e.layer === "tcp" && e.kind === "close")!;
    const { p } = run.page.find(({ kind }) => kind === "disconnect")!;
    expect(bet.judge(run, guess)).toEqual({
      settled: true,
      right,
      answer: "1006",
      explanation: `TCP was reset (n=${reset.n}), no close frame had passed on c1, and the page was told 1006 (p${p}). ${why}`,
      shownBy: [reset.n, `p${p}`],
    });
  });
});
