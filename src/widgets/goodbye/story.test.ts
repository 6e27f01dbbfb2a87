import { describe, expect, test } from "vitest";
import { goodbyesOf, refusedClose, toldPage } from "../../client/goodbyes.ts";
import type { LabSession } from "../../client/lab.ts";
import { realLabs, until, untilRun } from "../../client/real-lab.fixture.ts";
import { storyOf, wasNeverSent, wireOf } from "./story.ts";
import { carryOut, type Draft, readDraft } from "./ways.ts";
import { RawClient } from "../../client/clients/raw.ts";

const labs = realLabs();

/** Ends a connection in a real lab as the panel does, and tells it as soon as `settled`. */
async function tell(session: LabSession, draft: Partial<Draft>, settled: (story: string) => boolean) {
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  const read = readDraft({ way: "close", code: "", reason: "", size: "", ...draft });
  if ("problem" in read) throw new Error(read.problem);
  await carryOut(read.order, client, session);
  const now = () => {
    const { entries, page } = session.run();
    const goodbye = goodbyesOf(entries)[0];
    return { goodbye, page: toldPage(page, "A"), refused: refusedClose(page, "A") };
  };
  const story = () => storyOf("A", now().goodbye, now().page, now().refused);
  await untilRun(session, () => settled(story()));
  return { ...now(), story: story() };
}

const over = (story: string) => /were told|was told/.test(story);

describe("an end is told from what passed", () => {
  test.each<[Partial<Draft>, string, string[]]>([
    [
      { code: "1000" },
      "A: the page sent 1000, and the server answered with the same. Both sides were told 1000.",
      ["client close frame, 1000", "server close frame, 1000", "server FIN, the server first"],
    ],
    [
      {},
      "A: the page sent a close frame without a code, and the server answered with one. Both sides were told 1005: it stands for that, and nobody sent it.",
      ["client close frame, empty", "server close frame, empty", "server FIN, the server first"],
    ],
    [
      { way: "large", size: "1025" },
      "A: the server sent 1009. The page was told 1009, the server 1006: each side is told the code of the close frame that it read, and the server read none.",
      [
        "client text, 1,025 bytes",
        "server close frame, 1009",
        "client close frame, 1009",
        "server FIN, the server first",
      ],
    ],
    [
      { way: "restart" },
      "A: the server sent 1001, and the page answered with the same. Both sides were told 1001.",
      ["server close frame, 1001", "client close frame, 1001", "server FIN, the server first"],
    ],
    [
      { way: "vanish" },
      "A: nobody said goodbye. Both sides were told 1006: it stands for that, and nobody sent it.",
      ["client text “vanish”", "server FIN, the server first"],
    ],
    [
      { way: "cut" },
      "A: nobody said goodbye. Both sides were told 1006: it stands for that, and nobody sent it.",
      ["lab RST to both ends, from the cable"],
    ],
    [
      { way: "end" },
      "A: nobody said goodbye. Both sides were told 1006: it stands for that, and nobody sent it.",
      ["lab FIN to both ends, from the cable"],
    ],
  ])("%o", async (draft, expected, wire) => {
    const { story, goodbye, page } = await tell(await labs.open("08-goodbye"), draft, over);
    expect(story).toBe(expected);
    expect(wireOf(goodbye!).map(({ from, text }) => `${from} ${text}`)).toEqual(wire);
    expect(wasNeverSent(page!)).toBe(/nobody sent it/.test(expected));
  });

  test("the server's code and reason stand in the text that asks for them, and in its close frame", async () => {
    const draft = { way: "serverClose", code: "4001", reason: "out of\u202e turn" } as const;
    const { story, goodbye } = await tell(await labs.open("08-goodbye"), draft, over);
    expect(story).toBe("A: the server sent 4001, and the page answered with the same. Both sides were told 4001.");
    expect(wireOf(goodbye!)[1]!.text).toMatch(/^close frame, 4001 “out of\S* turn”$/);
    expect(wireOf(goodbye!)[1]!.text).not.toContain("\u202e");
  });
});

describe("what has not ended says so", () => {
  test("a message that the server takes", async () => {
    const { story } = await tell(await labs.open("08-goodbye"), { way: "large", size: "1024" }, (s) => /back/.test(s));
    expect(story).toBe("A: the server sent the text back. Nothing has ended: it is still connected.");
  });

  test("a code that the page may not send, in the browser's own words", async () => {
    const { story, goodbye } = await tell(await labs.open("08-goodbye"), { code: "1006" }, (s) => /threw/.test(s));
    expect(story).toMatch(/^A: nothing went out, and it is still connected. The browser threw InvalidAccessError: /);
    expect(wireOf(goodbye!)).toEqual([]);
  });

  test("a client that is not there yet", () => {
    expect(storyOf("B", undefined, undefined, undefined)).toBe("B: is connecting.");
  });
});
