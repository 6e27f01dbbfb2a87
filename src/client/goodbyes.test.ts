import { describe, expect, test } from "vitest";
import { encodeFrame } from "../../protocol/wire/frame.ts";
import { toHex } from "../../protocol/wire/bytes.ts";
import { sendByHand } from "./by-hand.ts";
import { comparisonName } from "./comparison.ts";
import { closeFrameOf, endedOf, goodbyesOf, refusedClose, toldPage } from "./goodbyes.ts";
import type { LabSession } from "./lab.ts";
import { RawClient } from "./clients/raw.ts";
import { realLabs, until, untilRun } from "./real-lab.fixture.ts";
import { SocketIoClient } from "./clients/socket-io.ts";

const labs = realLabs();

async function end(session: LabSession, letter: string, act: (client: RawClient) => unknown) {
  const client = session.own(new RawClient(session, letter));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  await act(client);
  const run = await untilRun(
    session,
    ({ entries, page }) =>
      toldPage(page, letter) !== undefined &&
      goodbyesOf(entries).some((goodbye) => goodbye.client === letter && goodbye.tcp && goodbye.server),
  );
  const goodbye = goodbyesOf(run.entries).find((goodbye) => goodbye.client === letter)!;
  return { run, goodbye, page: toldPage(run.page, letter)! };
}

const fault = (session: LabSession, name: string) => (client: RawClient) =>
  session.verb({ verb: "fault", fault: { fault: name, client: client.letter } });

describe("each side is told the code of the close frame that it read", () => {
  test.each<
    [name: string, act: (client: RawClient, lab: LabSession) => unknown, wire: number, page: number, server: number]
  >([
    ["close(1000)", (client) => client.close(1000), 1000, 1000, 1000],
    ["close()", (client) => client.close(), 1005, 1005, 1005],
    ["close(4001) of the page", (client) => client.close(4001, "so long"), 4001, 4001, 4001],
    ["close(4001) of the server", (client) => client.send("close 4001 so long"), 4001, 4001, 4001],
    ["too large", (client) => client.send("x".repeat(1_025)), 1009, 1009, 1006],
    ["vanish", (client) => client.send("vanish"), 1006, 1006, 1006],
    ["cut", (client, lab) => fault(lab, "cut")(client), 1006, 1006, 1006],
    ["end", (client, lab) => fault(lab, "end")(client), 1006, 1006, 1006],
    ["restart", (_, lab) => lab.verb({ verb: "fault", fault: { fault: "restart" } }), 1001, 1001, 1001],
  ])("%s", async (_, act, onWire, toPage, toServer) => {
    const session = await labs.open("08-goodbye");
    const { run, goodbye, page } = await end(session, "A", (client) => act(client, session));
    const [ended] = endedOf(run.entries);
    expect([ended!.code, page.code, goodbye.server!.code]).toEqual([onWire, toPage, toServer]);
    expect(page.wasClean).toBe(onWire !== 1006);
    const close = closeFrameOf(goodbye);
    // Whether the answer repeats the reason, too, is up to who answers.
    const told = close?.from === "client" ? goodbye.server! : page;
    expect(told.reason).toBe(onWire === 4001 ? "so long" : "");
    expect(ended!.n).toBe(close ? close.n : goodbye.tcp!.n);
    expect(close === undefined).toBe(onWire === 1006);
  });
});

test("what TCP's end looks like is told from each other", async () => {
  const session = await labs.open("08-goodbye");
  const ends = [];
  for (const [letter, act] of [
    ["A", (client: RawClient) => client.close(1000)],
    ["B", fault(session, "cut")],
    ["C", fault(session, "end")],
  ] as const)
    ends.push((await end(session, letter, act)).goodbye.tcp!.data);
  expect(ends).toEqual([
    { how: "end", by: "server" },
    { how: "reset", by: "lab" },
    { how: "end", by: "lab" },
  ]);
});

test("a goodbye of the server in bytes: close, two bytes, 1000", async () => {
  const session = await labs.open("08-goodbye");
  const { goodbye } = await end(session, "A", (client) => client.send("close 1000"));
  expect(toHex(closeFrameOf(goodbye)!.bytes)).toBe("880203e8");
});

test("a connection that is open has no end, and one made by hand has one like all others", async () => {
  const session = await labs.open("08-goodbye");
  await sendByHand(session, "here", [encodeFrame({ payload: "hi", key: Uint8Array.of(1, 2, 3, 4) })]);
  let run = await untilRun(session, ({ entries }) => goodbyesOf(entries)[0]?.frames.length === 2);
  expect(goodbyesOf(run.entries)).toMatchObject([{ client: "hand", tcp: undefined, server: undefined }]);
  expect(endedOf(run.entries)).toEqual([]);
  await sendByHand(session, "here", [encodeFrame({ payload: "hi" })]);
  run = await untilRun(session, ({ entries }) => endedOf(entries).length > 0);
  expect(endedOf(run.entries)).toMatchObject([{ code: 1002 }]);
});

test("those of the comparison, of Socket.IO, and requests that open none are left out", async () => {
  const session = await labs.open("08-goodbye");
  const compared = session.own(new RawClient(session, comparisonName("ws", "A")));
  await compared.connect();
  await until(compared.state, ({ phase }) => phase === "open");
  compared.close(1000);
  await session.post("goodbyes");
  const socket = session.own(new SocketIoClient(session, "B"));
  await socket.connect({ transports: ["websocket"] });
  await until(socket.state, ({ phase }) => phase === "open");
  socket.disconnect();
  const run = await untilRun(session, ({ entries }) => entries.filter(isTcpEnd).length === 2);
  expect(goodbyesOf(run.entries)).toEqual([]);
});

const isTcpEnd = (e: { layer: string; kind: string }) => e.layer === "tcp" && e.kind === "close";

test("a call of close that threw is found by its client, and sends nothing", async () => {
  const session = await labs.open("08-goodbye");
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  client.close(1005);
  client.close(4999, "x".repeat(124));
  const run = await untilRun(session, ({ page }) => page.filter(({ kind }) => kind === "error").length === 2);
  expect(run.page.filter(({ kind }) => kind === "error").map(({ data }) => data["name"])).toEqual([
    "InvalidAccessError",
    "SyntaxError",
  ]);
  expect(refusedClose(run.page, "A")).toMatchObject({ data: { args: [4999, expect.any(String)] } });
  expect(refusedClose(run.page)).toBe(refusedClose(run.page, "A"));
  expect(refusedClose(run.page, "B")).toBeUndefined();
  expect(client.state.get().phase).toBe("open");
  expect(goodbyesOf(run.entries)[0]?.frames ?? []).toEqual([]);
});
