import { describe, expect, test } from "vitest";
import { connectByHand, sendByHand } from "../../client/by-hand.ts";
import { realLabs, untilRun } from "../../client/real-lab.fixture.ts";
import { framesOf, rightDraft, type Draft } from "./draft.ts";
import { talkOf, type Talk } from "./talk.ts";

const labs = realLabs();

/** What is said about a draft that is sent in a new lab, as soon as it passes. */
async function told(changes: Partial<Draft>, passes: (talk: Talk) => boolean): Promise<Talk> {
  const session = await labs.open("06-frames");
  const made = framesOf({ ...rightDraft("01020304"), ...changes });
  if ("wrong" in made) throw new Error(made.wrong);
  await sendByHand(session, "here", made.frames);
  const run = await untilRun(session, ({ entries }) => {
    const talk = talkOf(entries, 0);
    return talk !== null && passes(talk);
  });
  const talk = talkOf(run.entries, 0)!;
  expect(run.entries.map(({ n }) => n)).toEqual(expect.arrayContaining(talk.shownBy));
  return talk;
}

describe("what the server made of a frame", () => {
  const answered = ({ tone }: Talk) => tone !== "waiting";
  test.each<[what: string, changes: Partial<Draft>, said: string, tone: Talk["tone"], entries: number]>([
    ["text", { text: "hi" }, "The server took it, and sent the message back: “hi”, without a mask.", "good", 2],
    [
      "fragments",
      { text: "hi", fragments: 2 },
      "The server took it, and sent the message back: “hi”, without a mask.",
      "good",
      3,
    ],
    [
      "much",
      { source: "run", run: 65_536 },
      "The server took it, and sent the message back: 65536 bytes, without a mask.",
      "good",
      2,
    ],
    ["a ping", { opcode: 9 }, "The server answered the ping with a pong.", "good", 2],
    ["a close frame", { opcode: 8 }, "The server answered the close frame with its own.", "good", 2],
    [
      "no mask",
      { text: "hi", masked: false },
      "The server closed the connection with 1002. Protocol error: a frame broke the rules. A client masks every frame that it sends. (RFC 6455 §5.1)",
      "bad",
      2,
    ],
    [
      "no UTF-8",
      { source: "hex", hex: "c328" },
      "The server closed the connection with 1007. Invalid data: text that is not UTF-8, for one. The text of a text message is UTF-8. (RFC 6455 §8.1)",
      "bad",
      2,
    ],
  ])("%s", async (_, changes, said, tone, entries) => {
    const talk = await told(changes, answered);
    expect(talk).toMatchObject({ said, tone });
    expect(talk.shownBy).toHaveLength(entries);
  });

  test("a length beyond what it takes is refused before the payload has come", async () => {
    const talk = await told({ text: "hi", lengthBits: 64, length: "65537" }, answered);
    expect(talk).toMatchObject({
      said: "The server closed the connection with 1009. Message too big for the server.",
      tone: "bad",
    });
  });
});

describe("silence has its reason", () => {
  test.each<[what: string, changes: Partial<Draft>, said: RegExp]>([
    ["a message without its end", { text: "hi", fin: false }, /without FIN is a part/],
    ["a length that promises more", { text: "hi", length: "5" }, /no whole frame yet/],
    ["a pong", { opcode: 10 }, /nobody has to answer a pong/],
  ])("%s", async (_, changes, said) => {
    const talk = await told(changes, (talk) => said.test(talk.said));
    expect(talk.tone).toBe("waiting");
  });
});

test("nothing was sent, nothing is said", async () => {
  const session = await labs.open("06-frames");
  expect(talkOf(session.run().entries, 0)).toBeNull();
  await connectByHand(session, "here");
  const run = await untilRun(session, ({ entries }) => entries.some(({ kind }) => kind === "response"));
  expect(talkOf(run.entries, run.entries.at(-1)!.n)).toBeNull();
});
