/** What the table of close codes says can be seen in a lab is produced here, in a real lab of that lesson. */
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { servePlayground } from "../../e2e/support/programs.ts";
import { ERRORS } from "../../protocol/errors.ts";
import { encodeFrame, OPCODE } from "../../protocol/wire/frame.ts";
import { sendByHand } from "../client/by-hand.ts";
import { opened } from "../client/clients/opened.ts";
import { CLOSE_MEANINGS } from "../client/clients/close-meanings.ts";
import { RawClient } from "../client/clients/raw.ts";
import { endedOf, toldPage } from "../client/goodbyes.ts";
import { realLabs, untilRun } from "../client/real-lab.fixture.ts";
import { anchorOf, CLOSE_CODES, codeText, refusalsWith } from "./close-codes.ts";
import { SocketIoClient } from "../client/clients/socket-io.ts";

const labs = realLabs();
const key = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

type Produce = () => Promise<number>;

/** Lesson 8: a page's client acts. @returns the code as the wire has it, once the page was told one, too */
function goodbye(act: (client: RawClient, fault: (fault: string) => Promise<void>) => unknown): Produce {
  return async () => {
    const session = await labs.open("08-goodbye");
    const client = session.own(new RawClient(session, "A"));
    await client.connect();
    await opened(client);
    await act(client, (fault) => session.verb({ verb: "fault", fault: { fault } }));
    const run = await untilRun(session, ({ entries, page }) => endedOf(entries).length > 0 && !!toldPage(page, "A"));
    const [end] = endedOf(run.entries);
    expect(toldPage(run.page, "A")!.code).toBe(end!.code);
    return end!.code;
  };
}

const closedByServer = (code: number): Produce => goodbye((client) => client.send(`close ${code}`));

/** Lesson 6: a frame that is written by hand. @returns the code in the server's close frame */
function byHand(fields: Parameters<typeof encodeFrame>[0]): Produce {
  return async () => {
    const session = await labs.open("06-frames");
    await sendByHand(session, "here", [encodeFrame(fields)]);
    const isAnswer = (e: (typeof run.entries)[number]) =>
      e.layer === "websocket" && e.kind === "frame" && e.from === "server";
    const run = await untilRun(session, ({ entries }) => entries.some(isAnswer));
    const answer = run.entries.find(isAnswer)!;
    return (answer.data as { code: number }).code;
  };
}

/** Lesson 12: an event with more arguments than a packet may have. */
async function manyArguments(): Promise<number> {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"] });
  await opened(client);
  client.emit("add", ...Array.from({ length: 21 }, (_, i) => i));
  const isClose = (e: (typeof run.entries)[number]) =>
    e.layer === "websocket" && e.kind === "frame" && e.from === "server" && e.data.name === "close";
  const run = await untilRun(session, ({ entries }) => entries.some(isClose));
  const close = run.entries.find(isClose)!;
  return (close.data as { code: number }).code;
}

/** The code with which the log of a lab is refused. */
function refusedLog(of: (origin: string) => Promise<string>, ...args: string[]): Produce {
  return async () => {
    const playground = await servePlayground(...args);
    try {
      const viewer = new WebSocket(playground.url.replace("http", "ws") + (await of(playground.url)));
      return await new Promise<number>((resolve, reject) => viewer.once("close", resolve).once("error", reject));
    } finally {
      await playground.stop();
    }
  };
}

/** A lab whose log is looked at already. */
async function viewedLab(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/api/labs`, { method: "POST", body: '{"program":"03-ws-echo"}' });
  const { log } = (await answer.json()) as { log: string };
  const viewer = new WebSocket(origin.replace("http", "ws") + log);
  await new Promise((resolve, reject) => viewer.once("message", resolve).once("error", reject));
  return log;
}

const PRODUCERS: Readonly<Record<number, { lesson: number; produce: Produce }>> = {
  1000: { lesson: 8, produce: goodbye((client) => client.close(1000)) },
  1001: { lesson: 8, produce: goodbye((_, fault) => fault("restart")) },
  1002: { lesson: 6, produce: byHand({ payload: "hi" }) },
  1003: { lesson: 8, produce: closedByServer(1003) },
  1005: { lesson: 8, produce: goodbye((client) => client.close()) },
  1006: { lesson: 8, produce: goodbye((_, fault) => fault("cut")) },
  1007: { lesson: 6, produce: byHand({ payload: Uint8Array.of(0xff), key }) },
  1008: { lesson: 12, produce: manyArguments },
  1009: {
    lesson: 8,
    produce: goodbye((client) => client.send("x".repeat(1_025))),
  },
  1010: { lesson: 6, produce: byHand({ opcode: OPCODE.close, payload: Uint8Array.of(0x03, 0xf2), key }) },
  1011: { lesson: 8, produce: closedByServer(1011) },
  1012: { lesson: 8, produce: closedByServer(1012) },
  1013: { lesson: 8, produce: closedByServer(1013) },
  1014: { lesson: 8, produce: closedByServer(1014) },
  3000: { lesson: 8, produce: goodbye((client) => client.close(3000)) },
  4000: { lesson: 8, produce: closedByServer(4001) },
  4404: { lesson: 3, produce: refusedLog(async () => "/labs/gone/log") },
  4429: { lesson: 3, produce: refusedLog(viewedLab, "--limit", "lab.viewers=1") },
};

describe("the lab that the table names produces the code", () => {
  test.each(CLOSE_CODES.filter(({ lab }) => lab).map((row) => [codeText(row), row] as const))("%s", async (_, row) => {
    const { lesson, produce } = PRODUCERS[row.code]!;
    expect(lesson).toBe(row.lab!.lesson);
    const code = await produce();
    expect(code).toBeGreaterThanOrEqual(row.code);
    expect(code).toBeLessThanOrEqual(row.last ?? row.code);
  });
});

describe("the table", () => {
  test("has every code from 0 to 4999 once, this server's own besides", () => {
    const own = Object.values(ERRORS).flatMap((error) =>
      "close" in error && error.close >= 4000 ? [error.close] : [],
    );
    const rows = CLOSE_CODES.filter(({ code }) => !own.includes(code as (typeof own)[number]));
    let next = 0;
    for (const { code, last } of rows) {
      expect(code).toBe(next);
      next = (last ?? code) + 1;
    }
    expect(next).toBe(5000);
    expect(CLOSE_CODES.slice(rows.length).map(({ code }) => code)).toEqual(own);
  });

  test("has an anchor of its own for each row", () => {
    expect(new Set(CLOSE_CODES.map(anchorOf)).size).toBe(CLOSE_CODES.length);
  });

  test("has a lab for exactly those of the protocol's codes that the pages explain", () => {
    const protocols = CLOSE_CODES.filter(({ code, lab }) => code < 3000 && lab);
    expect(Object.keys(CLOSE_MEANINGS)).toEqual(protocols.map(codeText));
  });

  test("names what nobody sends as the reader of close frames does: it breaks a rule on the wire", async () => {
    for (const { code, sentBy } of CLOSE_CODES.filter(({ code }) => code < 3000 && code !== 0)) {
      const session = await labs.open("06-frames");
      const payload = Uint8Array.of(code >> 8, code & 0xff);
      await sendByHand(session, "here", [encodeFrame({ opcode: OPCODE.close, payload, key })]);
      const run = await untilRun(session, ({ entries }) => entries.some(({ layer }) => layer === "websocket"));
      const sent = run.entries.find(({ layer }) => layer === "websocket")!;
      expect([code, sent.kind]).toEqual([code, sentBy === "nobody" ? "violation" : "frame"]);
    }
  });

  test("lists what this server refuses with a code of the protocol's", () => {
    expect(refusalsWith(1009)).toEqual([ERRORS["message.large"].message]);
    expect(refusalsWith(1000)).toEqual([]);
    expect(refusalsWith(4404)).toEqual([]);
  });
});
