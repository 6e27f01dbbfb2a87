import type { Socket } from "socket.io-client";
import { expect, test } from "vitest";
import type { Entry } from "../../protocol/log.ts";
import { recordRun, type LabClients } from "../../e2e/support/record.ts";
import { bytesOf, Costs } from "./cost.ts";
import { echoesOf, type Echo, isTrip, ladderOf, moveOf, upgradeOf, upgradePasses, type Climb } from "./ladder.ts";
import { realLabs } from "./real-lab.fixture.ts";

const labs = realLabs();
const BOTH = { transports: ["polling", "websocket"] };

const record = (script: (clients: LabClients) => Promise<void>) => recordRun(labs.origin, "11-transports", script);

async function echo(socket: Socket, message: unknown): Promise<void> {
  const back = new Promise((resolve) => socket.once("message", resolve));
  socket.emit("message", message);
  await back;
}

/** It may have climbed before it was let in. */
async function upgraded({ io: { engine } }: Socket): Promise<void> {
  if (engine.transport.name !== "websocket") await new Promise((resolve) => engine.once("upgrade", resolve));
}

const bodiesOf = (entries: readonly Entry[]) =>
  entries.filter(({ kind }) => kind === "body").map(({ bytes }) => new TextDecoder().decode(bytes));

/** All that a session cost: its requests, and what passed on its WebSocket. */
function sizeOf({ trips }: Climb, entries: readonly Entry[]): number {
  const conns = new Set(
    trips.filter(({ response }) => response?.data.status === 101).map(({ request }) => request.conn),
  );
  const frames = entries.filter(({ layer, conn }) => layer === "websocket" && conns.has(conn));
  return [...trips.map(({ up, down }) => up + down), ...frames.map(({ bytes }) => bytes.length)].reduce(
    (sum, size) => sum + size,
    0,
  );
}

test("a climb is read request by request, packet by packet, and no byte is left out", async () => {
  const entries = await record(async ({ socketIO }) => {
    const a = await socketIO("A", BOTH);
    await upgraded(a);
    await echo(a, "hello");
  });
  const [climb, ...others] = ladderOf(entries).climbs;
  expect(others).toEqual([]);
  expect([climb!.client, climb!.began]).toEqual(["A", "polling"]);
  const seen = climb!.packets.map(({ entry, message }) => `${entry.from} ${message?.kind ?? entry.kind}`);
  const rungs = ["server open", "client connect", "client ping", "server pong", "client upgrade"];
  expect(seen.filter((packet) => rungs.includes(packet))).toEqual(rungs);
  expect(seen).toContain("server connect");
  expect(upgradeOf(climb!)!.response!.data.status).toBe(101);
  const { probe, answer, upgrade } = moveOf(climb!);
  expect([probe, answer, upgrade].map((packet) => new TextDecoder().decode(packet!.entry.bytes))).toEqual([
    "2probe",
    "3probe",
    "5",
  ]);
  const costs = new Costs();
  costs.add(entries);
  expect(sizeOf(climb!, entries)).toBe(bytesOf(costs.of("A")));
  expect(climb!.trips).toHaveLength(costs.of("A").requests);
});

test("a message costs two requests over polling, and two frames over a WebSocket", async () => {
  const entries = await record(async ({ socketIO, http }) => {
    await http("POST", "/proxy/drop-upgrade");
    const a = await socketIO("A", BOTH);
    await echo(a, "hello");
    a.disconnect();
    await http("POST", "/proxy/pass-upgrade");
    const b = await socketIO("B", BOTH);
    await upgraded(b);
    await echo(b, "hello");
  });
  const { climbs } = ladderOf(entries);
  const [polled, framed] = climbs.flatMap(echoesOf) as [Echo, Echo];
  expect(polled).toMatchObject({ over: "polling", requests: 2 });
  // 42["message","hello"] has 21 bytes; a frame's header adds 6 upwards, 2 downwards.
  expect(framed).toMatchObject({ over: "websocket", requests: 0, up: 27, down: 23 });
  const [post, poll] = [polled.sent, polled.back].map(({ carrier }) => carrier);
  if (!isTrip(post!) || !isTrip(poll!)) throw new Error("not over HTTP");
  expect([post.request.data.method, poll.request.data.method]).toEqual(["POST", "GET"]);
  expect([polled.up, polled.down]).toEqual([post.up + poll.up, post.down + poll.down]);
});

test("bytes count with the text that announces them: each is a request of its own over polling, a frame over a WebSocket", async () => {
  const entries = await record(async ({ socketIO }) => {
    for (const transports of [["polling"], ["websocket"]]) {
      const a = await socketIO("A", { transports });
      await echo(a, new Uint8Array([1, 2, 255]));
      a.disconnect();
    }
  });
  const [polled, framed] = ladderOf(entries).climbs.flatMap(echoesOf);
  expect(polled).toMatchObject({ over: "polling", requests: 4 });
  const text = '451-["message",{"_placeholder":true,"num":0}]'.length;
  expect(framed).toMatchObject({ requests: 0, up: text + 6 + 3 + 6, down: text + 2 + 3 + 2 });
  expect(bodiesOf(entries)).toContain("bAQL/");
});

test("what is sent while a request is on its way goes together with the next one, separated by 0x1e", async () => {
  const entries = await record(async ({ socketIO }) => {
    const a = await socketIO("A", { transports: ["polling"] });
    const all = new Promise<void>((resolve) => a.on("message", (text) => text === "three" && resolve()));
    for (const text of ["one", "two", "three"]) a.emit("message", text);
    await all;
  });
  expect(bodiesOf(entries)).toContain('42["message","two"]\x1e42["message","three"]');
  const [climb] = ladderOf(entries).climbs;
  expect(echoesOf(climb!).map(({ alone }) => alone)).toEqual([expect.any(Boolean), false, false]);
});

test("whether Upgrade passes is what the proxy was told last", async () => {
  expect(upgradePasses([])).toBe(true);
  const entries = await record(async ({ http }) => {
    await http("POST", "/proxy/drop-upgrade");
    await http("POST", "/proxy/pass-upgrade");
    await http("POST", "/proxy/drop-upgrade");
  });
  expect(upgradePasses(entries)).toBe(false);
  const second = entries.filter(({ layer, kind }) => layer === "http" && kind === "request")[1]!;
  expect(upgradePasses(entries.filter(({ n }) => n <= second.n))).toBe(true);
});
