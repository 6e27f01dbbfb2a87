import { describe, expect, test } from "vitest";
import { bet } from "../bets/15.ts";
import { SocketIoClient } from "../clients/socket-io.ts";
import type { LabSession } from "../lab.ts";
import { FORMS, RULES } from "../payloads/encodings.ts";
import { CARRIER } from "../payloads/load.ts";
import { carry, load, wholeOf } from "../payloads/pieces.ts";
import { ready } from "../payloads/ready.ts";
import { countedOf, SIZE_CLIENTS, type Transport } from "../payloads/sizes.ts";
import { NAMES, type Name } from "../payloads/whole.ts";
import { realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./15.ts";
import { askedOf } from "./acks.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();
const PROGRAM = "15-payloads";

const RIGHT: Record<Name, [form: string, rule: string]> = {
  map: ["array", "new Map(value)"],
  date: ["iso", "new Date(value)"],
  bytes: ["bytes", "value"],
};

/** Sends the three things, and gives the run in which the answer stands. */
async function rebuild(session: LabSession, choice: Partial<typeof RIGHT> = {}): Promise<Run> {
  const client = session.own(new SocketIoClient(session, "A"));
  await ready(client, "websocket");
  const chosen = { ...RIGHT, ...choice };
  const form = (name: Name) => FORMS[name].find(({ id }) => id === chosen[name][0])!.make();
  const rules = Object.fromEntries(NAMES.map((name) => [name, chosen[name][1]]));
  await client.emitWithAck(2_000, "rebuild", rules, Object.fromEntries(NAMES.map((name) => [name, form(name)])));
  client.close();
  return untilRun(session, ({ entries }) => rebuiltIn(entries)?.ack !== undefined);
}

const rebuiltIn = (entries: Run["entries"]) => askedOf(entries).findLast(({ event }) => event.data.name === "rebuild");

/** Sends so many bytes, each on the same client, and gives the run in which it stands what became of them. */
async function sizes(session: LabSession, transport: Transport, lengths: readonly number[]): Promise<Run> {
  const client: SocketIoClient = session.own(new SocketIoClient(session, SIZE_CLIENTS[transport]));
  const before = countedOf(session.run()).length;
  for (const length of lengths) {
    await ready(client, transport);
    await client.emitWithAck(2_000, "size", length, new ArrayBuffer(length)).catch(() => {});
  }
  client.close();
  return untilRun(session, (run) => {
    const sends = countedOf(run);
    return sends.length === before + lengths.length && sends.every(({ outcome }) => outcome);
  });
}

async function pieces(session: LabSession, size: number, own = wholeOf(load())): Promise<Run> {
  const client = session.own(new SocketIoClient(session, CARRIER));
  session.answer("carried", own);
  await ready(client, "websocket");
  await carry(client, load(), size, () => {}).catch(() => {});
  const ended = ({ entries }: Run) =>
    entries.some(({ client, layer, kind }) => client === CARRIER && layer === "app" && kind === "disconnect");
  const answered = ({ entries }: Run) => askedOf(entries).some(({ event, ack }) => event.data.name === "whole" && ack);
  const run = await untilRun(session, (now) => ended(now) || answered(now));
  client.close();
  return run;
}

/** Of the four steps those that are done. */
function done(run: Run): boolean[] {
  const verdict = mission.check(run);
  return verdict.done ? [true, true, true, true] : verdict.steps!.map((step) => step.done);
}

test("three things whole, the limit on both transports, and all pieces: each is proved by its entries", async () => {
  const session = await labs.open(PROGRAM);
  await rebuild(session);
  await sizes(session, "websocket", [32_000, 16_000, 24_000, 20_000, 20_800]);
  await sizes(session, "polling", [14_500, 15_400]);
  const run = await pieces(session, 20_000);
  const { event, ack } = rebuiltIn(run.entries)!;
  const sends = countedOf(run);
  const proof = (transport: Transport, length: number) =>
    sends.find((send) => send.transport === transport && send.length === length)!.outcome!.n;
  const whole = askedOf(run.entries).find((one) => one.event.data.name === "whole")!;
  expect(mission.check(run)).toEqual({
    done: true,
    proof: [
      event.n,
      ack!.n,
      proof("websocket", 20_000),
      proof("websocket", 20_800),
      proof("polling", 14_500),
      proof("polling", 15_400),
      whole.ack!.n,
    ],
  });
  const entry = (n: number) => run.entries.find((one) => one.n === n);
  expect(entry(proof("websocket", 20_800))).toMatchObject({ kind: "frame", data: { code: 1009 } });
  expect(entry(proof("polling", 15_400))).toMatchObject({ kind: "response", data: { status: 413 } });
});

test("doing nothing is not done", async () => {
  const session = await labs.open(PROGRAM);
  expect(mission.check(session.run())).toMatchObject({
    done: false,
    reason: "The three things were not sent yet.",
    steps: [{ done: false }, { done: false }, { done: false }, { done: false }],
  });
});

describe("three things", () => {
  test.each<Partial<typeof RIGHT>>([
    { map: ["json", "new Map(JSON.parse(value))"] },
    { date: ["date", "new Date(value)"] },
    { date: ["number", "new Date(value)"] },
    { bytes: ["array", "Buffer.from(value)"] },
    { bytes: ["bytes", "Buffer.from(value)"] },
  ])("arrive whole by %j, too", async (choice) => {
    const session = await labs.open(PROGRAM);
    expect(done(await rebuild(session, choice))[0]).toBe(true);
  });

  test.each<[Partial<typeof RIGHT>, string]>([
    [
      { map: ["map", "value"] },
      "Your Map should be Map(2) { 1 => 'a number', '1' => 'a text' } there. The server has: Object {}",
    ],
    [{ map: ["map", "new Map(value)"] }, "The server has: TypeError object is not iterable"],
    [{ map: ["array", "value"] }, "The server has: Array"],
    [{ map: ["object", "new Map(Object.entries(value))"] }, "The server has: Map Map(1) { '1' => 'a text' }"],
    [{ date: ["iso", "value"] }, "Your Date should be 2026-03-14T15:09:26.535Z there. The server has: string"],
    [{ date: ["text", "new Date(value)"] }, "The server has: Date 2026-03-14T15:09:26.000Z"],
    [{ bytes: ["text", "Buffer.from(value)"] }, "The server has: Buffer <Buffer 00 7f ef bf bd ef bf bd>"],
    [{ bytes: ["array", "value"] }, "The server has: Array"],
  ])("do not by %j: the answer is named", async (choice, reason) => {
    const session = await labs.open(PROGRAM);
    const run = await rebuild(session, choice);
    const { n } = rebuiltIn(run.entries)!.ack!;
    const verdict = mission.check(run);
    expect(verdict).toMatchObject({ done: false, refutedBy: n, steps: [{ done: false }, {}, {}, {}] });
    expect(verdict).toHaveProperty("reason", expect.stringContaining(reason));
  });

  test("stay whole when others were damaged later", async () => {
    const session = await labs.open(PROGRAM);
    await rebuild(session);
    expect(done(await rebuild(session, { map: ["map", "value"] }))[0]).toBe(true);
  });
});

describe("the limit", () => {
  test("is not known from two sizes that lie far apart", async () => {
    const session = await labs.open(PROGRAM);
    const run = await sizes(session, "websocket", [30_000, 19_000]);
    const [fails, fits] = countedOf(run);
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: `Over WebSocket the limit lies between 19,000 bytes (n=${fits!.outcome!.n}) and 30,000 bytes (n=${fails!.outcome!.n}), more than 1,000 apart.`,
      refutedBy: fits!.outcome!.n,
    });
    expect(fails!.there!.reason).toBe("transport error");
  });

  test.each<[Transport, number, string]>([
    ["websocket", 19_500, "Over WebSocket all that is known is that 19,500 bytes"],
    ["polling", 16_000, "Over polling all that is known is that 16,000 bytes"],
  ])("is not known from one side of it, over %s", async (transport, length, reason) => {
    const session = await labs.open(PROGRAM);
    expect(mission.check(await sizes(session, transport, [length]))).toHaveProperty(
      "reason",
      expect.stringContaining(reason),
    );
  });

  test("has to be found in six sends, and the count can be begun anew", async () => {
    const session = await labs.open(PROGRAM);
    const run = await sizes(session, "websocket", [1_000, 2_000, 3_000, 4_000, 5_000, 19_500, 20_400]);
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: expect.stringContaining("6 sends over WebSocket are used up"),
      refutedBy: countedOf(run).at(-1)!.outcome!.n,
    });
    session.answer("counts", { websocket: session.log.lastN });
    expect(done(await sizes(session, "websocket", [19_500, 20_400]))).toEqual([false, true, false, false]);
  });

  test("is 20,000 bytes to the byte over WebSocket; over polling it is another one", async () => {
    const session = await labs.open(PROGRAM);
    const run = await sizes(session, "websocket", [20_000, 20_001]);
    expect(countedOf(run).map(({ outcome }) => outcome!.fits)).toEqual([true, false]);
    expect(done(run)).toEqual([false, true, false, false]);
  });
});

describe("pieces", () => {
  test("that are too large end the connection, which is named", async () => {
    const session = await labs.open(PROGRAM);
    const run = await pieces(session, 20_001);
    const ended = run.entries.find(({ layer, kind }) => layer === "app" && kind === "disconnect")!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: expect.stringContaining(`The connection ended in the middle (n=${ended.n})`),
      refutedBy: ended.n,
    });
    // And then it is done right, on the connection that came back.
    expect(done(await pieces(session, 10_000))[3]).toBe(false);
    expect(done(await untilRun(session, (now) => done(now)[3]!))).toEqual([false, false, false, true]);
  });

  test("that are put together to something else are not it", async () => {
    const session = await labs.open(PROGRAM);
    const run = await pieces(session, 20_000, { ...wholeOf(load()), sha1: "0".repeat(40) });
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: expect.stringContaining("What the server put together is not what you have"),
    });
  });
});

test.each([
  ["empty", true],
  ["map", false],
  ["pairs", false],
  ["object", false],
  ["throws", false],
])("the bet on %s is settled when a Map has passed", async (guess, right) => {
  const session = await labs.open(PROGRAM);
  const client = session.own(new SocketIoClient(session, "A"));
  await ready(client, "websocket");
  // An empty object of one's own proves nothing, nor does what was never sent.
  await expect(client.emitWithAck(2_000, "mirror", 10n)).rejects.toThrow("BigInt");
  await client.emitWithAck(2_000, "mirror", {});
  expect(bet.judge(session.run(), guess)).toEqual({ settled: false, reason: "Send a Map with the mirror." });
  await client.emitWithAck(2_000, "mirror", new Map([["a", 1]]));
  const run = await untilRun(session, ({ entries }) => askedOf(entries).length === 2);
  const verdict = bet.judge(run, guess);
  expect(verdict).toMatchObject({ settled: true, right, answer: "empty" });
  expect(verdict).toHaveProperty("shownBy.1", askedOf(run.entries)[1]!.event.n);
});

test("the rules that the page offers are those of the program", async () => {
  const session = await labs.open(PROGRAM);
  for (const name of NAMES)
    for (const rule of RULES[name]) {
      const run = await rebuild(session, { [name]: [FORMS[name].at(-1)!.id, rule] });
      expect(JSON.stringify(rebuiltIn(run.entries)!.ack!.data)).not.toContain("no rule of this program");
    }
});
