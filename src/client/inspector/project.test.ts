import { describe, expect, test } from "vitest";
import { decode, Recording, session } from "../../../protocol/testing.ts";
import type { Entry } from "../../../protocol/log.ts";
import { shiftOf } from "./alignment.ts";
import { project } from "./project.ts";
import { bytesSpan, bytesText, overlaps } from "./span.ts";

const EIO = "/socket.io/?EIO=4&transport=websocket&client=A";

/** The last entry of a layer. */
function last(entries: readonly Entry[], layer: string): Entry {
  return entries.findLast((entry) => entry.layer === layer && entry.bytes.length > 0)!;
}

/** What was lit, as layer and whole bytes. */
function told(entries: readonly Entry[], lit: ReturnType<typeof project>): string[] {
  return entries.filter(({ n }) => lit.has(n)).map(({ n, layer }) => `${layer} ${bytesText(lit.get(n)!)}`);
}

describe("a touched thing in every layer of its message", () => {
  const entries = decode(new Recording().open(1, "A").upgrade(1, EIO).frame(1, "client", '42["hi",1]').records);
  const message = entries.slice(-4);
  const [chunk, frame, engine, packet] = message as [Entry, Entry, Entry, Entry];

  test("goes down from the packet to the masked bytes of the frame and of the chunk", () => {
    const lit = project(bytesSpan(packet.n, 1, 9), message);
    expect(told(message, lit)).toEqual([
      "tcp bytes 8–15",
      "websocket bytes 8–15",
      "engine.io bytes 2–9",
      "socket.io bytes 1–8",
    ]);
  });

  test("goes up from a byte of the chunk", () => {
    expect(told(message, project(bytesSpan(chunk.n, 6, 7), message))).toEqual([
      "tcp byte 6",
      "websocket byte 6",
      "engine.io byte 0",
    ]);
  });

  test("ends where a layer begins: a bit of the frame's header is nothing to what it carries", () => {
    const lit = project({ n: frame.n, from: 4, to: 8 }, message);
    expect([...lit.values()]).toEqual([
      { n: frame.n, from: 4, to: 8 },
      { n: chunk.n, from: 4, to: 8 },
    ]);
  });

  test("is nothing in another message", () => {
    expect(project(bytesSpan(packet.n, 0, 1), [chunk, frame]).size).toBe(0);
    expect(overlaps(bytesSpan(engine.n, 0, 1), bytesSpan(packet.n, 0, 1))).toBe(false);
  });
});

describe("where an entry's bytes stand in what carried it", () => {
  test("the second of two equal frames of a chunk has its own place", () => {
    const entries = decode(new Recording().open(1).upgrade(1, "/ws").frame(1, "server", "same", "same").records);
    const [chunk, first, second] = entries.slice(-3) as [Entry, Entry, Entry];
    expect([shiftOf(first, chunk), shiftOf(second, chunk)]).toEqual([0, 6]);
  });

  test("a frame that came in two chunks ends in the second one", () => {
    const frame = Uint8Array.of(0x81, 3, 97, 98, 99);
    const entries = decode(
      new Recording()
        .open(1)
        .upgrade(1, "/ws")
        .bytes(1, "server", frame.subarray(0, 3))
        .bytes(1, "server", frame.subarray(3)).records,
    );
    const read = last(entries, "websocket");
    expect(
      shiftOf(
        read,
        entries.find(({ n }) => n === read.parent)!,
      ),
    ).toBe(-3);
  });

  test("a message of two frames ends where the payload of its last frame ends", () => {
    const entries = decode(session().records);
    const packet = entries.find(
      (entry) => entry.kind === "event" && entry.layer === "socket.io" && entry.data.id === 12,
    )!;
    const engine = entries.find(({ n }) => n === packet.parent)!;
    const frame = entries.find(({ n }) => n === engine.parent)!;
    expect(shiftOf(engine, frame)).toBe(frame.bytes.length - engine.bytes.length);
    expect(shiftOf(packet, engine)).toBe(1);
  });

  test("compressed payloads have no place for what they say", () => {
    const entries = decode(session().records);
    const frame = last(entries, "websocket");
    const compressed = { ...frame, data: { ...frame.data, rsv: 4 } } as Entry;
    expect(shiftOf(frame, compressed)).toBeNull();
  });

  test("polled packets stand in the body, between their separators", () => {
    const entries = decode(session().records);
    const [first, second] = entries.filter(({ layer, from }) => layer === "engine.io" && from === "client");
    const body = entries.find(({ n }) => n === first!.parent)!;
    expect(shiftOf(first!, body)).toBe(0);
    expect(shiftOf(second!, body)).toBe(first!.bytes.length + 1);
  });
});
