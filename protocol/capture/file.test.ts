import { describe, expect, test } from "vitest";
import { createDecoder } from "../decode.ts";
import { toLine } from "../json.ts";
import type { PageEntry } from "../log.ts";
import { latin1 } from "../wire/bytes.ts";
import { createInflater } from "../wire/inflate.ts";
import { coverSecrets } from "./cover.ts";
import type { Capture } from "./file.ts";
import { entriesOf, readCapture } from "./read.ts";
import { ABOUT, chat, said, saved } from "./samples.ts";
import { realTraffic } from "./traffic.ts";
import { captureLines, captureOf } from "./write.ts";

const linesOf = (capture: Capture) => [...captureLines(capture)].map((line) => JSON.parse(line));
const lines = (entries: ReturnType<typeof entriesOf>) => entries.map(toLine);

describe("a saved capture", () => {
  const capture: Capture = { header: ABOUT, records: chat, page: [] };

  test("is the log, line by line, after a line about itself", () => {
    const [header, ...rest] = linesOf(capture);
    expect(header).toEqual({ wirelight: 1, ...ABOUT });
    const decoded = lines(entriesOf({ ...capture, records: coverSecrets(chat) }));
    for (const line of rest) delete line.note;
    expect(rest).toEqual(decoded.map((line) => JSON.parse(line)));
  });

  test("opens with the same entries, causes and parents", () => {
    const opened = readCapture(saved(capture));
    expect(lines(entriesOf(opened))).toEqual(lines(entriesOf({ ...capture, records: coverSecrets(chat) })));
    const { n: emit } = entriesOf(opened).find(({ kind }) => kind === "emit")!;
    expect(entriesOf(opened).filter(({ cause }) => cause === emit)).toHaveLength(1);
  });

  test("has chunks whole, however long they are", () => {
    const long = said(1, "client", `POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n${"x".repeat(100_000)}`);
    const opened = readCapture(saved({ ...capture, records: [long] }));
    expect(opened.records).toEqual([long]);
  });

  test("holds no cookie and no credential", () => {
    expect(latin1(saved(capture))).not.toContain("a=b");
    expect(latin1(saved(capture))).not.toContain(Buffer.from("a=b").toString("hex"));
  });

  test("keeps the page's half", () => {
    const page: PageEntry[] = [
      { p: 1, after: 3, t: 1.5, client: "A", layer: "app", kind: "note", summary: "clicked", data: { x: [1] } },
    ];
    expect(readCapture(saved({ ...capture, page })).page).toEqual(page);
  });

  test("of real traffic opens with the same entries, and again when it is saved again", async () => {
    const records = await realTraffic();
    const before = lines(entriesOf({ header: ABOUT, records: coverSecrets(records), page: [] }));
    const opened = readCapture(saved({ header: ABOUT, records, page: [] }));
    expect(before.length).toBeGreaterThan(150);
    expect(lines(entriesOf(opened))).toEqual(before);
    expect(saved(opened)).toEqual(saved({ header: ABOUT, records, page: [] }));
  });

  test("that begins in the middle opens with the same entries, wherever that is", async () => {
    const records = coverSecrets(await realTraffic());
    const all = lines(entriesOf({ header: ABOUT, records, page: [] }));
    const decoder = createDecoder(undefined, createInflater);
    for (const [i, record] of records.entries()) {
      const checkpoint = decoder.checkpoint();
      const late = captureOf([{ type: "checkpoint", t: 0, checkpoint }, ...records.slice(i)], ABOUT);
      expect(lines(entriesOf(readCapture(saved(late))))).toEqual(all.slice(checkpoint.n - 1));
      decoder.skip(record);
    }
  });

  test("covers a secret whose head began before it", () => {
    const head = "GET / HTTP/1.1\r\nCookie: a=b\r\nAuthorization: c\r\n\r\n";
    for (let cut = 1; cut < head.length; cut++) {
      const decoder = createDecoder(undefined, createInflater);
      decoder.skip(said(1, "client", head.slice(0, cut)));
      const late = [said(1, "client", head.slice(cut))];
      const [record] = coverSecrets(late, decoder.checkpoint()) as { bytes: Uint8Array }[];
      expect(latin1(record!.bytes)).toBe(head.replace("a=b", "***").replace(": c", ": *").slice(cut));
    }
  });
});

describe("of a log stream", () => {
  const checkpoint = (n: number) => ({ type: "checkpoint" as const, t: 0, checkpoint: { n } });

  test("everything after the last checkpoint is taken", () => {
    expect(captureOf([checkpoint(1), chat[0]!, checkpoint(7), chat[1]!, chat[2]!], ABOUT)).toEqual({
      header: { ...ABOUT, checkpoint: { n: 7 } },
      records: [chat[1], chat[2]],
      page: [],
    });
  });

  test("without a checkpoint it begins with the lab", () => {
    expect(captureOf(chat, ABOUT)).toEqual({ header: ABOUT, records: chat, page: [] });
  });
});
