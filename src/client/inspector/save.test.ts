import { describe, expect, test } from "vitest";
import { captureLines } from "../../../protocol/capture/write.ts";
import { createDecoder } from "../../../protocol/decode.ts";
import type { PageEntry } from "../../../protocol/log.ts";
import type { LogRecord, StreamItem } from "../../../protocol/records.ts";
import { session as recorded } from "../../../protocol/testing.ts";
import type { LogReader } from "../host/host.ts";
import { isPage, type Item } from "../log/line.ts";
import { openCapture } from "./opened.ts";
import { fetchCapture } from "./save.ts";

const ADDRESS = { id: "x", program: "13-who", ws: "", socketio: "", http: "", log: "" };
const PAGE: PageEntry[] = [
  { p: 1, after: 0, t: 0, client: "A", layer: "app", kind: "note", summary: "before all", data: {} },
  { p: 2, after: 9, t: 9_000, client: "A", layer: "app", kind: "note", summary: "after all", data: {} },
];

/** A host whose log stream does what the test says; `open` tells whether it was closed. */
function hostOf(run: (reader: LogReader) => void) {
  const host = {
    open: false,
    stream(_: unknown, reader: LogReader) {
      host.open = true;
      queueMicrotask(() => run(reader));
      const caughtUp = () => Promise.resolve();
      return { verb: caughtUp, caughtUp, close: () => void (host.open = false) };
    },
  };
  return host;
}

const { records } = recorded();
const beginning: StreamItem = { type: "checkpoint", t: 0, checkpoint: { n: 1 } };

function lastNOf(all: readonly LogRecord[]): number {
  const decoder = createDecoder();
  for (const record of all) decoder.skip(record);
  return decoder.n - 1;
}

const asked = { address: ADDRESS, lastN: lastNOf(records), page: PAGE, timeOrigin: 1_000_000 };

describe("a lab's log as a capture", () => {
  test("is what the server holds, up to what the page has seen, and then the stream is closed", async () => {
    const host = hostOf((reader) => {
      reader.status("live", { offset: -250, error: 1 });
      reader.items([beginning, ...records.slice(0, 10)]);
      reader.items(records.slice(10));
    });
    const capture = await fetchCapture({ ...asked, host });
    expect(capture).toMatchObject({ header: { program: "13-who", began: 1_000_250 }, records, page: PAGE });
    expect(host.open).toBe(false);
  });

  test.each([
    ["gone", "lab.unknown"],
    ["lost", "page.lost"],
  ] as const)("says why it could not be had when the lab is %s", async (status, code) => {
    const host = hostOf((reader) => {
      reader.items([beginning, records[0]!]);
      reader.status(status);
    });
    await expect(fetchCapture({ ...asked, host })).rejects.toMatchObject({ code });
    expect(host.open).toBe(false);
  });
});

describe("a saved capture without a server", () => {
  const frame = (work: () => void) => void setTimeout(work);
  const env = { now: () => performance.now(), frame, idle: () => {} };
  const capture = { header: { program: "13-who", began: 1 }, records, page: PAGE };

  async function opened(file: Blob): Promise<Item[]> {
    const { log, count } = await openCapture(file, env);
    const items: Item[] = [];
    await new Promise<void>((resolve) => {
      log.watch((came) => {
        items.push(...came);
        if (items.length === count.entries + count.page) resolve();
      });
    });
    return items;
  }

  test("has the entries that the lab had, and the page's own in their places", async () => {
    const items = await opened(new Blob([...captureLines(capture)]));
    const decoder = createDecoder();
    const entries = records.flatMap((record) => decoder.push(record));
    const plain = (list: readonly Item[]) =>
      list.map((item) => (isPage(item) ? item : { ...item, bytes: [...item.bytes] }));
    expect(plain(items.filter((item) => !isPage(item)))).toEqual(plain(entries));
    expect(items.filter(isPage)).toEqual(PAGE);
    expect([items.findIndex(isPage), items.findLastIndex(isPage)]).toEqual([0, items.length - 1]);
  });

  test.each([
    ["nothing", "", "The file is empty."],
    ["a picture", "\x89PNG\r\n", "The first line is not that of a Wirelight capture."],
    [
      "a later version",
      '{"wirelight":9}',
      "The capture was written in version 9 of the format; this page reads version 1.",
    ],
    ["a torn line", '{"wirelight":1,"program":"x","began":0}\n{"n":1', "Line 2 is not a JSON object."],
  ])("is refused in words where it is %s", async (_, content, message) => {
    await expect(openCapture(new Blob([content]), env)).rejects.toThrow(message);
  });

  test("is refused by its size before it is loaded", async () => {
    const file = { size: 1e9, arrayBuffer: () => Promise.reject(new Error("it was loaded")) };
    await expect(openCapture(file, env)).rejects.toMatchObject({ code: "capture.size" });
  });
});
