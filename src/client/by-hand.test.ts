import { expect, test } from "vitest";
import type { EntryOf } from "../../protocol/log.ts";
import { toHex } from "../../protocol/wire/bytes.ts";
import { encodeFrame } from "../../protocol/wire/frame.ts";
import { connectByHand, HAND, piecesOf, sendByHand } from "./by-hand.ts";
import { realLabs, untilRun } from "./real-lab.fixture.ts";
import type { Run } from "./missions/mission.ts";

const labs = realLabs();
const key = Uint8Array.of(1, 2, 3, 4);

const frames = ({ entries }: Run) =>
  entries.filter((e): e is EntryOf<"websocket", "frame"> => e.layer === "websocket" && e.kind === "frame");
const connections = ({ entries }: Run) =>
  entries.filter(({ layer, kind, client }) => layer === "tcp" && kind === "open" && client === HAND).length;

test("each frame is sent by itself, a long one in pieces", () => {
  const [long, short] = [new Uint8Array(15_000).fill(7), Uint8Array.of(1, 2)];
  const pieces = piecesOf([long, short]);
  expect(pieces.map(({ length }) => length / 2)).toEqual([7_000, 7_000, 1_000, 2]);
  expect(pieces.join("")).toBe(toHex(long) + "0102");
});

test("frames make their WebSocket themselves, go on over it, and make another one when it is closed", async () => {
  const session = await labs.open("06-frames");
  const hi = encodeFrame({ payload: "hi", key });
  for (const count of [2, 4]) {
    await sendByHand(session, "here", [hi]);
    await untilRun(session, (run) => frames(run).length >= count);
  }
  expect(connections(session.run())).toBe(1);

  await sendByHand(session, "here", [encodeFrame({ payload: "hi" })]);
  await untilRun(session, ({ entries }) => entries.some(({ layer, kind }) => layer === "tcp" && kind === "close"));
  await sendByHand(session, "here", [hi]);
  const run = await untilRun(session, (now) => frames(now).length >= 7);
  expect(connections(run)).toBe(2);
  expect(frames(run).map(({ from, data }) => `${from} ${data.text ?? data.code}`)).toEqual([
    "client hi",
    "server hi",
    "client hi",
    "server hi",
    "server 1002",
    "client hi",
    "server hi",
  ]);
});

test("a long message arrives as one, and a new WebSocket takes the place of the old one", async () => {
  const session = await labs.open("06-frames");
  await sendByHand(session, "here", [encodeFrame({ payload: "x".repeat(65_536), key })]);
  const run = await untilRun(session, (now) => frames(now).length >= 2);
  expect(frames(run).map(({ data }) => [data.length, data.header])).toEqual([
    [65_536, 14],
    [65_536, 10],
  ]);
  await connectByHand(session, "here");
  await untilRun(session, ({ entries }) => entries.some(({ layer, kind }) => layer === "tcp" && kind === "close"));
});

test("frames that the server does not wait for are left, and no other WebSocket is made for them", async () => {
  const session = await labs.open("06-frames");
  const bare = encodeFrame({ payload: "x".repeat(7_000) });
  await sendByHand(session, "here", [bare, bare, bare, bare, bare, bare]);
  const run = await untilRun(session, (now) => frames(now).some(({ data }) => data.code === 1002));
  expect(connections(run)).toBe(1);
});

test("what the server refuses for another reason is an error", async () => {
  const session = await labs.open("06-frames");
  await connectByHand(session, "here");
  const tooMuch = Array.from({ length: 17 }, () => encodeFrame({ payload: "x".repeat(65_535), key }));
  await expect(sendByHand(session, "here", tooMuch)).rejects.toMatchObject({
    name: "HostError",
    code: expect.stringMatching(/^(hand.spent|address.verbs)$/),
  });
});
