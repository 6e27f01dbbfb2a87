import { describe, expect, test, vi } from "vitest";
import { createDecoder } from "../protocol/decode.ts";
import { toLine } from "../protocol/json.ts";
import type { LogRecord } from "../protocol/records.ts";
import { Recorder } from "./recorder.ts";

const ROOMY = { bytes: 1_000_000, records: 10_000 };
const REQUEST = Buffer.from("GET /labs/x/ws?client=A HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
const ANSWER = Buffer.from("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
const frame = (text: string) => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);

const held = (recorder: Recorder): LogRecord[] =>
  Array.from({ length: recorder.next - recorder.first }, (_, i) => recorder.at(recorder.first + i));

/** A WebSocket that gets so many messages, in both recorders. */
function record(recorders: readonly Recorder[], messages: number): void {
  for (const recorder of recorders) {
    recorder.note(1, {
      layer: "tcp",
      kind: "open",
      from: "client",
      client: "A",
      data: { connection: 1, reused: false },
    });
    recorder.bytes(1, "client", REQUEST);
    recorder.bytes(1, "server", ANSWER);
    for (let i = 0; i < messages; i++) {
      recorder.note(1, { layer: "app", kind: "emit", from: "server", data: {}, out: [["c1", i]] });
      recorder.bytes(1, "server", frame(`message ${i}`));
    }
  }
}

describe("a log that is full", () => {
  test.each([
    ["of records", { ...ROOMY, records: 100 }],
    ["of bytes", { ...ROOMY, bytes: 30_000 }],
  ])("%s drops the oldest, and stays within its bounds", (_name, limits) => {
    const recorder = new Recorder(limits);
    record([recorder], 5_000);
    const records = held(recorder);
    expect(records.length).toBeLessThanOrEqual(limits.records);
    expect(records.reduce((sum, each) => sum + (each.type === "bytes" ? each.bytes.length : 0), 0)).toBeLessThan(
      limits.bytes,
    );
    expect(records.length).toBeGreaterThan(50);
    expect(records.at(-1)).toMatchObject({ bytes: frame("message 4999") });
    expect(recorder.next).toBe(10_003);
  });

  test("its checkpoint stands for what is gone: the entries of what is held are the same, n and causes too", () => {
    const [small, large] = [
      new Recorder({ ...ROOMY, records: 101 }),
      new Recorder({ bytes: 100_000_000, records: 100_000 }),
    ];
    record([small, large], 5_000);
    const decoder = createDecoder(small.checkpoint());
    const late = held(small).flatMap((each) => decoder.push({ ...each, t: 0 }));
    const all = createDecoder();
    const whole = held(large).flatMap((each) => all.push({ ...each, t: 0 }));
    expect(large.first).toBe(0);
    expect(late.length).toBeGreaterThan(100);
    expect(late.map(toLine)).toEqual(whole.slice(-late.length).map(toLine));
  });
});

test("secrets are covered with as many asterisks, for everyone who has not sent them", () => {
  const recorder = new Recorder(ROOMY);
  const bytes = Buffer.from("GET / HTTP/1.1\r\nCookie: abc\r\n\r\n");
  recorder.bytes(1, "client", bytes, [{ start: 24, end: 27, secret: { value: "abc" } }]);
  const text = (known: string[]) =>
    Buffer.from((recorder.at(0, new Set(known)) as { bytes: Uint8Array }).bytes).toString();
  expect(text([])).toBe("GET / HTTP/1.1\r\nCookie: ***\r\n\r\n");
  expect(text(["other"])).toBe(text([]));
  expect(text(["abc"])).toBe(bytes.toString());
});

test("secrets are in no checkpoint: a head that is half there when it is dropped is covered", () => {
  const recorder = new Recorder({ ...ROOMY, records: 8 });
  const half = Buffer.from("GET / HTTP/1.1\r\nCookie: abc");
  recorder.bytes(1, "client", half, [{ start: 24, end: 27, secret: { value: "abc" } }]);
  for (let i = 0; i < 20; i++) recorder.note(0, { layer: "app", kind: "note", from: "lab", data: { text: "x" } });
  expect(recorder.first).toBeGreaterThan(0);
  const saved = JSON.stringify(recorder.checkpoint());
  expect(saved).not.toContain(half.toString("base64").slice(0, 36));
  expect(saved).toContain(Buffer.from("GET / HTTP/1.1\r\nCookie: ***").toString("base64"));
});

test("wakes its watchers once for many records, and those no more that have left", () => {
  vi.useFakeTimers();
  const recorder = new Recorder(ROOMY);
  const [stays, leaves] = [
    { wake: vi.fn<() => void>(), end: vi.fn<() => void>() },
    { wake: vi.fn<() => void>(), end: vi.fn<() => void>() },
  ];
  recorder.watch(stays);
  recorder.watch(leaves);
  record([recorder], 100);
  vi.advanceTimersByTime(16);
  expect([stays.wake.mock.calls.length, leaves.wake.mock.calls.length]).toEqual([1, 1]);
  recorder.unwatch(leaves);
  record([recorder], 1);
  vi.advanceTimersByTime(16);
  expect([stays.wake.mock.calls.length, leaves.wake.mock.calls.length]).toEqual([2, 1]);
  vi.useRealTimers();
});

test("when the lab is gone, its watchers see the last records and are told", () => {
  const recorder = new Recorder(ROOMY);
  const calls: string[] = [];
  recorder.watch({ wake: () => calls.push(`wake at ${recorder.next}`), end: () => calls.push("end") });
  record([recorder], 1);
  recorder.end();
  expect(calls).toEqual(["wake at 5", "end"]);
});
