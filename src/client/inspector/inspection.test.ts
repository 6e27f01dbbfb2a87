import { describe, expect, test } from "vitest";
import { Recording } from "../../../protocol/testing.ts";
import type { Entry } from "../../../protocol/log.ts";
import type { LogRecord } from "../../../protocol/records.ts";
import { LogStore } from "../log/store.ts";
import { Inspection, isLit } from "./inspection.ts";
import { bytesSpan } from "./span.ts";

/** A store that has read these records. */
async function storeOf(records: readonly LogRecord[]): Promise<LogStore> {
  const store = new LogStore({
    now: () => 0,
    lab: (at) => at,
    error: () => 0,
    caughtUp: () => Promise.resolve(),
    work: () => 0,
    frame: (work) => void setTimeout(work),
    idle: () => {},
  });
  const read = new Promise<void>((resolve) => store.watch(() => store.waiting === 0 && resolve()));
  store.feed(records);
  await read;
  return store;
}

const recording = new Recording()
  .open(1, "A")
  .upgrade(1, "/ws")
  .frame(1, "client", "one", "two")
  .note(1, { kind: "event", id: 1, in: ["c1", 1], data: { id: "c1", name: "message", args: [] } })
  .note(1, { kind: "emit", cause: 1, out: [["c1", 0]], data: { call: "send", name: "two", args: [], to: [] } })
  .frame(1, "server", "two");

describe("one selection for all views", async () => {
  const store = await storeOf(recording.records);
  const entries = store.run.entries;
  const frames = entries.filter(({ layer }) => layer === "websocket");
  const [, second, answer] = frames as [Entry, Entry, Entry];
  const kinds = (inspection: Inspection) => inspection.look.get().entries.map(({ layer, kind }) => `${layer} ${kind}`);

  test("a message is its row, the chunk that it shares, and what led to it", () => {
    const inspection = new Inspection(store);
    inspection.open(String(second.n));
    expect(kinds(inspection)).toEqual(["tcp chunk", "websocket frame", "app event"]);
    inspection.open(String(answer.n));
    expect(kinds(inspection)).toEqual(["app event", "app emit", "tcp chunk", "websocket frame"]);
  });

  test("what is touched is lit in each layer in which it is something", () => {
    const inspection = new Inspection(store);
    inspection.open(String(second.n));
    inspection.light(bytesSpan(second.n, 6, 9));
    const look = inspection.look.get();
    const chunk = look.entries[0]!;
    expect(isLit(look, bytesSpan(second.n, 8, 9))).toBe(true);
    expect(isLit(look, bytesSpan(second.n, 5, 6))).toBe(false);
    expect(isLit(look, bytesSpan(chunk.n, 15, 18))).toBe(true);
    expect(isLit(look, bytesSpan(chunk.n, 6, 9))).toBe(false);
    inspection.light(null);
    expect(isLit(inspection.look.get(), bytesSpan(second.n, 6, 9))).toBe(false);
  });

  test("it stays lit in the layers of one message, and not in the next", () => {
    const inspection = new Inspection(store);
    inspection.open(String(second.n));
    inspection.light(bytesSpan(second.n, 6, 7));
    inspection.select(String(second.parent));
    expect(inspection.look.get()).toMatchObject({ key: String(second.parent), touched: bytesSpan(second.n, 6, 7) });
    inspection.open(String(answer.n));
    expect(inspection.look.get()).toMatchObject({ touched: null, lit: new Map() });
  });

  test("an entry that is not held has no message", () => {
    const inspection = new Inspection(store, "hex");
    inspection.select("999");
    expect(inspection.look.get()).toMatchObject({ key: "999", view: "hex", line: null, entries: [] });
  });
});
