import { describe, expect, test } from "vitest";
import { encodeFrame, OPCODE, type FrameFields } from "../../../protocol/wire/frame.ts";
import { bet } from "../bets/06.ts";
import { sendByHand } from "../by-hand.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, untilRun } from "../real-lab.fixture.ts";
import { mission } from "./06.ts";
import type { Run } from "./mission.ts";

const labs = realLabs();
const key = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

const passed = ({ entries }: Run) => entries.filter(({ layer }) => layer === "websocket");

/** Sends a frame, and gives the run when `count` frames, right or wrong, have passed since the lab began. */
async function send(session: LabSession, count: number, ...frames: FrameFields[]): Promise<Run> {
  await sendByHand(
    session,
    "here",
    frames.map((fields) => encodeFrame(fields)),
  );
  return untilRun(session, (run) => passed(run).length >= count);
}

const HI = { payload: "hi", key };
const BARE = { payload: "hi" };

describe("the right run is done, and its proof is each frame with its answer", () => {
  test("“hi” first", async () => {
    const session = await labs.open("06-frames");
    await send(session, 2, HI);
    const run = await send(session, 4, BARE);
    expect(mission.check(run)).toEqual({ done: true, proof: passed(run).map(({ n }) => n) });
    expect(passed(run).map(({ kind, from }) => `${from} ${kind}`)).toEqual([
      "client frame",
      "server frame",
      "client violation",
      "server frame",
    ]);
  });

  test("the mistake first, on a connection of its own, and “hi” in fragments", async () => {
    const session = await labs.open("06-frames");
    await send(session, 2, BARE);
    const run = await send(session, 5, { payload: "h", key, fin: false }, { payload: "i", key, opcode: 0 });
    const [broken, close, , end, echo] = passed(run);
    expect(mission.check(run)).toEqual({ done: true, proof: [end, echo, broken, close].map((entry) => entry!.n) });
  });
});

test("doing nothing is not done", async () => {
  const session = await labs.open("06-frames");
  expect(mission.check(session.run())).toEqual({
    done: false,
    reason: "No frame of yours has passed yet.",
    steps: [
      { text: "a masked frame with the text hi, which the server takes", done: false },
      { text: "close 1002, because the mask of your frame is missing", done: false },
    ],
  });
});

test("only the first half says what is missing", async () => {
  const session = await labs.open("06-frames");
  expect(mission.check(await send(session, 2, HI))).toEqual({
    done: false,
    reason: "Still missing: close 1002, because the mask of your frame is missing.",
    steps: [expect.objectContaining({ done: true }), expect.objectContaining({ done: false })],
  });
});

describe("what is not it is named", () => {
  test.each<[what: string, frame: FrameFields, count: number, reason: (n: number) => string]>([
    ["another text", { payload: "Hi!", key }, 2, (n) => `Your last frame (n=${n}) is right, and says “Hi!”.`],
    [
      "bytes instead of text",
      { ...HI, opcode: OPCODE.binary },
      2,
      (n) => `Your last frame (n=${n}) carries no text: it is a binary frame.`,
    ],
    [
      "a part without its end",
      { ...HI, fin: false },
      1,
      (n) => `Your last frame (n=${n}) has no FIN: the server waits for the rest of its message.`,
    ],
    [
      "1002 for a reserved opcode",
      { ...HI, opcode: 3 },
      2,
      (n) => `Your last frame (n=${n}) broke another rule: The opcodes 3 to 7 and 11 to 15 are reserved.`,
    ],
    [
      "1002 for a reserved bit, which is looked at before the mask",
      { ...BARE, rsv: 2 },
      2,
      (n) => `Your last frame (n=${n}) broke another rule: The reserved bits are 0,`,
    ],
  ])("%s", async (_, frame, count, reason) => {
    const session = await labs.open("06-frames");
    const run = await send(session, count, frame);
    const { n } = passed(run).find(({ from }) => from === "client")!;
    expect(mission.check(run)).toMatchObject({
      done: false,
      reason: expect.stringContaining(reason(n)),
      refutedBy: n,
      steps: [{ done: false }, { done: false }],
    });
  });
});

describe("the bet", () => {
  const long = { payload: "x".repeat(200), key };

  test.each([
    [8, true, ""],
    [6, false, " 6 bytes are enough up to 125 bytes of payload: there the length fits into seven bits."],
    [4, false, " 4 bytes are the header of the server's frame: it has no key."],
    [77, false, ""],
  ])("on %i is judged by the frame's own header", async (guess, right, why) => {
    const session = await labs.open("06-frames");
    const run = await send(session, 2, long);
    const { n } = passed(run)[0]!;
    expect(bet.judge(run, guess)).toEqual({
      settled: true,
      right,
      answer: 8,
      explanation: `Its header (n=${n}) has 8 bytes: 2 as always, 2 for a length that needs 16 bits, 4 for the key.${why}`,
      shownBy: [n],
    });
  });

  test("stays open until such a frame is right", async () => {
    const session = await labs.open("06-frames");
    expect(bet.judge(session.run(), 8)).toMatchObject({ settled: false });
    await send(session, 2, HI);
    const run = await send(session, 4, { ...long, lengthBits: 64 });
    expect(bet.judge(run, 8)).toMatchObject({ settled: false });
  });
});
