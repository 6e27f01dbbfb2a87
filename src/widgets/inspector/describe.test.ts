import { describe as suite, expect, test } from "vitest";
import { decode, Recording } from "../../../protocol/testing.ts";
import type { Entry } from "../../../protocol/log.ts";
import { bytesSpan, type Span } from "../../client/inspector/span.ts";
import { frameOf, withBytes } from "./choice.ts";
import { describe } from "./describe.ts";
import { piecesOf } from "./pieces.ts";
import { labelOf } from "./saved-label.ts";

const EIO = "/socket.io/?EIO=4&transport=websocket";
const entries = decode(new Recording().open(1, "A").upgrade(1, EIO).frame(1, "client", '42["hi",1]').records).slice(-4);
const [chunk, frame, engine, packet] = entries as [Entry, Entry, Entry, Entry];

suite("what is lit, in words", () => {
  test.each<[string, Span, string]>([
    ["a bit", { n: frame.n, from: 0, to: 1 }, `WebSocket ${frame.n}, byte 0: FIN, 1: the last frame of its message`],
    ["four bits", { n: frame.n, from: 4, to: 8 }, `WebSocket ${frame.n}, byte 0: opcode, 1: text`],
    [
      "a byte of a field",
      bytesSpan(packet.n, 3, 4),
      `Socket.IO ${packet.n}, byte 3: 0x68 “h” of payload, "[\\"hi\\",1]"`,
    ],
    ["a field", bytesSpan(engine.n, 0, 1), `Engine.IO ${engine.n}, byte 0: 0x34 “4” of type, message`],
    ["two fields", bytesSpan(packet.n, 0, 3), `Socket.IO ${packet.n}, bytes 0–2: type, event, and 1 more`],
    ["nothing", bytesSpan(999, 0, 1), ""],
  ])("%s", (_, touched, said) => {
    expect(describe({ touched, entries })).toBe(said);
  });
});

suite("the pieces of an entry", () => {
  test("are text where the layer is text, and else hexadecimal", () => {
    expect(piecesOf(packet).map(({ label, text }) => `${label}: ${text}`)).toEqual(["type: 2", 'payload: ["hi",1]']);
    expect(piecesOf(frame).map(({ label }) => label)).toEqual([
      "FIN, RSV, opcode",
      "MASK, length",
      "masking key",
      "payload",
    ]);
    expect(piecesOf(chunk)[0]!.text).toMatch(/^81 8a 37 fa 21 3d( [0-9a-f]{2}){6} …$/);
  });

  test("let nothing hide, and are never long", () => {
    const said = `42["\u202e${"x".repeat(1_000)}"]`;
    const long = decode(new Recording().open(1).upgrade(1, EIO).frame(1, "client", said).records).at(-1)!;
    const text = piecesOf(long)[1]!.text;
    expect(text).toContain("U+202E");
    expect(text.length).toBeLessThan(300);
  });
});

suite("which entry a view is about", () => {
  test("the chosen one, or the uppermost one with bytes", () => {
    expect(withBytes({ key: String(frame.n), entries })).toBe(frame);
    const emit = { ...packet, n: 500, layer: "app", kind: "emit", bytes: new Uint8Array() } as unknown as Entry;
    expect(withBytes({ key: "500", entries: [...entries, emit] })).toBe(packet);
    expect(withBytes({ key: "500", entries: [emit] })).toBeNull();
  });

  test("the frame that carried it, if one did", () => {
    expect(frameOf({ key: String(packet.n), entries })).toBe(frame);
    expect(frameOf({ key: null, entries: [chunk] })).toBeNull();
  });
});

test("an opened capture is called by what is in it, and its name hides nothing", () => {
  const about = { name: "a\u202e.ndjson", header: { program: "13-who", began: 0 }, count: { entries: 1, page: 2 } };
  expect(labelOf(about)).toBe(
    "aU+202E.ndjson: 13-who, begun 1970-01-01 00:00 UTC, 1 entry of the lab and 2 of the page.",
  );
  expect(labelOf({ ...about, header: { program: "p", began: 3.2e14 + 1e20 } })).toContain("begun an unknown day");
});
