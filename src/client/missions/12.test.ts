import { expect, test } from "vitest";
import { bet } from "../bets/12.ts";
import { SocketIoClient } from "../clients/socket-io.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./12.ts";
import { askedOf } from "./acks.ts";
import { givenUpOf } from "./given-up.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();

async function connect(session: LabSession): Promise<SocketIoClient> {
  const client = session.own(new SocketIoClient(session, "A"));
  // Over a WebSocket alone: what is done to its one line is done to all that it sends.
  await client.connect({ transports: ["websocket"] });
  await until(client.state, ({ phase }) => phase === "open");
  return client;
}

const gaveUp = (run: Run) => run.page.some(({ kind }) => kind === "error");
const answered = (run: Run) => askedOf(run.entries).some(({ ack }) => ack);

test("a value that came back, and an answer that was given up in time, are the mission", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  expect(await a.emitWithAck(5_000, "add", 2, 3)).toEqual([5]);
  await expect(a.emitWithAck(50, "never")).rejects.toThrow("operation has timed out");
  const run = await untilRun(session, (now) => gaveUp(now) && askedOf(now.entries).length === 2);
  const [add] = askedOf(run.entries);
  const timeout = run.page.find(({ kind }) => kind === "error")!;
  expect(add!.ack!.data).toMatchObject({ id: add!.event.data.id, args: [5] });
  expect(mission.check(run)).toEqual({ done: true, proof: [add!.event.n, add!.ack!.n, `p${timeout.p}`] });
});

test("an answer that came too late was given up in time all the same", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await a.emitWithAck(5_000, "add", 2, 3);
  await expect(a.emitWithAck(30, "late", 300)).rejects.toThrow("operation has timed out");
  const run = await untilRun(session, (now) => gaveUp(now) && askedOf(now.entries).length === 2);
  expect(mission.check(run)).toMatchObject({ done: true });
});

test("a time-out that is over before the slow line has brought the event has given it up", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await a.emitWithAck(5_000, "add", 2, 3);
  await session.verb({ verb: "fault", fault: { fault: "delay", client: "A", ms: 300 } });
  await expect(a.emitWithAck(30, "never")).rejects.toThrow("operation has timed out");
  const run = await untilRun(session, (now) => gaveUp(now) && askedOf(now.entries).length === 2);
  const timeout = run.page.find(({ kind }) => kind === "error")!;
  expect(mission.check(run)).toMatchObject({
    done: true,
    proof: [expect.any(Number), expect.any(Number), `p${timeout.p}`],
  });
});

test("of two that wait at once the one that was given up is named, and no other for one that was lost on its way", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await session.verb({ verb: "fault", fault: { fault: "freeze", client: "A" } });
  await expect(a.emitWithAck(30, "late", 5_000)).rejects.toThrow("operation has timed out");
  const lost = until(a.state, ({ phase }) => phase === "connecting");
  await session.verb({ verb: "fault", fault: { fault: "cut", client: "A" } });
  await lost;
  await until(a.state, ({ phase }) => phase === "open");
  const patient = a.emitWithAck(10_000, "late", 100);
  await expect(a.emitWithAck(30, "late", 5_000)).rejects.toThrow("operation has timed out");
  await patient;
  const run = await untilRun(session, ({ entries, page }) => {
    const told = page.filter(({ data }) => data["event"] === "ack");
    return told.length === 3 && askedOf(entries).filter(({ ack }) => ack).length === 1;
  });
  const [first, second] = askedOf(run.entries);
  expect([first!.event.data.args, second!.event.data.args]).toEqual([[100], [5_000]]);
  expect(givenUpOf(run).map(({ asked }) => asked?.event.n)).toEqual([undefined, second!.event.n]);
});

test("doing nothing is not done", async () => {
  const session = await labs.open("12-ack");
  await connect(session);
  expect(mission.check(session.run())).toMatchObject({ done: false, reason: "No event was sent yet." });
});

test("an event without a number has asked for nothing, and is named", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  a.emit("add", 2, 3);
  const run = await untilRun(session, (now) => now.entries.some((e) => e.layer === "socket.io" && e.kind === "event"));
  const event = run.entries.find((e) => e.layer === "socket.io" && e.kind === "event")!;
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `The event n=${event.n} has no number: it asked for no answer, so none can come.`,
    refutedBy: event.n,
  });
});

test("a returned value does not come back: the event that waited for it is named", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await expect(a.emitWithAck(50, "answer")).rejects.toThrow("operation has timed out");
  const run = await untilRun(session, (now) => gaveUp(now) && askedOf(now.entries).length === 1);
  const { event } = askedOf(run.entries)[0]!;
  expect(mission.check(run)).toMatchObject({
    done: false,
    refutedBy: event.n,
    steps: [{ done: false }, { done: true }],
  });
});

test("with the value alone the second half is missing", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await a.emitWithAck(5_000, "add", 2, 3);
  expect(mission.check(await untilRun(session, answered))).toMatchObject({
    done: false,
    reason: "The value came back. Now ask for an answer that never comes, and give up in time.",
    steps: [{ done: true }, { done: false }],
  });
});

test("an acknowledgement that comes is no lost one, however often one waits for it", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await a.emitWithAck(5_000, "add", 2, 3);
  await a.emitWithAck(5_000, "late", 5);
  const run = await untilRun(session, (now) => askedOf(now.entries).filter(({ ack }) => ack).length === 2);
  expect(mission.check(run)).toMatchObject({ done: false, steps: [{ done: true }, { done: false }] });
});

test.each([
  ["flask", true],
  ["js", false],
  ["both", false],
  ["neither", false],
])("the bet on %s is settled when the caller has waited in vain", async (guess, right) => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  expect(bet.judge(session.run(), guess)).toMatchObject({ settled: false });
  await a.emitWithAck(50, "answer").catch(() => {});
  const run = await untilRun(session, (now) => gaveUp(now) && askedOf(now.entries).length === 1);
  const { event } = askedOf(run.entries)[0]!;
  const timeout = run.page.find(({ kind }) => kind === "error")!;
  const verdict = bet.judge(run, guess);
  expect(verdict).toMatchObject({ settled: true, right, answer: "flask", shownBy: [event.n, `p${timeout.p}`] });
  expect(verdict).toHaveProperty("explanation", expect.stringContaining(`n=${event.n}`));
});

test("the bet is settled on a slow line, too, when the question has reached the lab", async () => {
  const session = await labs.open("12-ack");
  const a = await connect(session);
  await session.verb({ verb: "fault", fault: { fault: "delay", client: "A", ms: 300 } });
  await a.emitWithAck(30, "answer").catch(() => {});
  const run = await untilRun(session, (now) => gaveUp(now) && askedOf(now.entries).length === 1);
  const timeout = run.page.find(({ kind }) => kind === "error")!;
  const { event } = askedOf(run.entries)[0]!;
  expect(bet.judge(run, "flask")).toMatchObject({ settled: true, shownBy: [event.n, `p${timeout.p}`] });
});
