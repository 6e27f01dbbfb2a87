import { expect, test } from "vitest";
import { bet } from "../bets/03.ts";
import { RawClient } from "../clients/raw.ts";
import { comparisonName } from "../comparison.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./03.ts";
import type { Run } from "./mission.ts";
import { SocketIoClient } from "../clients/socket-io.ts";

const labs = realLabs();

async function connect(session: LabSession, letter = "A"): Promise<RawClient> {
  const client = session.own(new RawClient(session, letter));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  return client;
}

const frames = (run: Run) =>
  run.entries.filter((e) => e.layer === "websocket" && e.kind === "frame" && e.data.name === "text");
const heard = (count: number) => (run: Run) => frames(run).length >= count;

test("the right run is done, and its proof is the request and the four messages", async () => {
  const session = await labs.open("03-ws-echo");
  const a = await connect(session);
  a.send("one");
  await untilRun(session, heard(2));
  await session.post("speak");
  await untilRun(session, heard(4));
  a.send("two");
  const run = await untilRun(session, heard(5));
  const verdict = mission.check(run);
  const handshake = run.entries.find((e) => e.layer === "http" && e.kind === "request" && e.client === "A")!;
  const [one, echo, spoken, again, two] = frames(run);
  expect([again!.from, two!.from]).toEqual(["server", "client"]);
  expect(verdict).toEqual({ done: true, proof: [handshake.n, one!.n, echo!.n, spoken!.n, two!.n] });
});

test("doing nothing is not done", async () => {
  const session = await labs.open("03-ws-echo");
  expect(mission.check(session.run())).toMatchObject({
    done: false,
    reason: "No message has passed on a raw WebSocket yet.",
    steps: [{ done: false }, { done: false }, { done: false }],
  });
});

test("to and fro is not enough: the message that came too soon is named", async () => {
  const session = await labs.open("03-ws-echo");
  const a = await connect(session);
  for (const [i, text] of ["one", "two", "three"].entries()) {
    a.send(text);
    await untilRun(session, heard(2 * i + 2));
  }
  const run = session.run();
  const [, , two, , three] = frames(run);
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `Between your messages n=${two!.n} and n=${three!.n} the server sent only one message: you spoke again too soon.`,
    refutedBy: three!.n,
  });
});

test("two lines do not make one: the message on the other line is named", async () => {
  const session = await labs.open("03-ws-echo");
  const a = await connect(session);
  a.send("one");
  await untilRun(session, heard(2));
  a.close(1000);
  const b = await connect(session, "B");
  b.send("two");
  const run = await untilRun(session, heard(4));
  const other = frames(run)[2]!;
  expect(mission.check(run)).toMatchObject({ done: false, refutedBy: other.n });
});

test("only the server's messages: its first one is named", async () => {
  const session = await labs.open("03-ws-echo");
  await connect(session);
  await session.post("speak");
  const run = await untilRun(session, heard(2));
  expect(mission.check(run)).toMatchObject({ done: false, refutedBy: frames(run)[0]!.n });
});

test("the same over Socket.IO does not count", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"] });
  await until(client.state, ({ phase }) => phase === "open");
  client.emit("message", "one");
  const run = await untilRun(session, (now) => now.page.some(({ data }) => data["event"] === "message"));
  expect(mission.check(run)).toMatchObject({ done: false, reason: "No message has passed on a raw WebSocket yet." });
});

test("what the comparison above the lesson sends counts neither for the mission nor for the bet", async () => {
  const session = await labs.open("03-ws-echo");
  const compared = await connect(session, comparisonName("ws", "A"));
  compared.send("one");
  await untilRun(session, heard(2));
  compared.send("two");
  const run = await untilRun(session, heard(4));
  expect(mission.check(run)).toMatchObject({ done: false, reason: "No message has passed on a raw WebSocket yet." });
  for (const guess of ["client", "server", "either"])
    expect(bet.judge(run, guess), guess).toMatchObject({ settled: false });
});

test("the bet is open until both have spoken first, each on a line", async () => {
  const session = await labs.open("03-ws-echo");
  expect(bet.judge(session.run(), "either")).toMatchObject({ settled: false });
  await connect(session, "A");
  await session.post("speak");
  await untilRun(session, heard(2));
  expect(bet.judge(session.run(), "either")).toMatchObject({ settled: false });
  const b = await connect(session, "B");
  b.send("me first");
  const run = await untilRun(session, heard(4));
  const server = frames(run).find((e) => e.client === "A")!;
  const client = frames(run).find((e) => e.client === "B")!;
  expect(bet.judge(run, "either")).toMatchObject({ settled: true, right: true, shownBy: [server.n, client.n] });
  expect(bet.judge(run, "client")).toEqual({
    settled: true,
    right: false,
    answer: "either",
    explanation: `On ${server.conn} the first message, n=${server.n}, came from the server: nobody had asked for it. Opening a line gives no right to speak first.`,
    shownBy: [server.n],
  });
  expect(bet.judge(run, "server")).toMatchObject({
    settled: true,
    right: false,
    answer: "either",
    shownBy: [client.n],
  });
});
