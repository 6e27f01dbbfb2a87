import * as referee from "engine.io-parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeOpen,
  decodePacket,
  encodePacket,
  encodePayload,
  mayCome,
  packetRanges,
  PACKET_TYPES,
  sessionQuery,
  type Packet,
} from "./engine-io.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** The packets of an HTTP body, up to the first that is none. */
function decodePayload(body: Uint8Array): (Packet | string)[] {
  const packets: (Packet | string)[] = [];
  for (const [start, end] of packetRanges(body)) {
    const packet = decodePacket(body.subarray(start, end));
    packets.push(packet);
    if (typeof packet === "string") break;
  }
  return packets;
}

describe("packets", () => {
  test.each<[string, Packet]>([
    ["0{}", { type: "open", data: "{}" }],
    ["1", { type: "close", data: "" }],
    ["2probe", { type: "ping", data: "probe" }],
    ["3", { type: "pong", data: "" }],
    ["4hello €", { type: "message", data: "hello €" }],
    ["5", { type: "upgrade", data: "" }],
    ["6", { type: "noop", data: "" }],
    ["bAQIDBA==", { type: "message", data: Uint8Array.of(1, 2, 3, 4) }],
  ])("%s", (text, packet) => {
    expect(decodePacket(encode(text))).toEqual(packet);
  });

  test.each([
    ["", "engine.io.packet-type"],
    ["7", "engine.io.packet-type"],
    ["hello", "engine.io.packet-type"],
    ["b=", "engine.io.base64"],
    ["bA", "engine.io.base64"],
  ])("refuses %j: %s", (text, code) => {
    expect(decodePacket(encode(text))).toBe(code);
  });

  test("over a WebSocket binary data is not touched", () => {
    const data = Uint8Array.of(0, 255);
    expect(encodePacket({ type: "message", data })).toBe(data);
  });
});

describe("the open packet", () => {
  const open = { sid: "a", upgrades: ["websocket"], pingInterval: 1, pingTimeout: 2 };

  test.each([open, { ...open, maxPayload: 3 }])("%j", (given) => {
    expect(decodeOpen(JSON.stringify(given))).toEqual(given);
  });

  test.each([
    "",
    "1",
    "null",
    "[]",
    "{",
    "{}",
    '{"sid":1}',
    JSON.stringify({ ...open, upgrades: [1] }),
    JSON.stringify({ ...open, pingTimeout: "2" }),
  ])("refuses %s", (json) => {
    expect(decodeOpen(json)).toBe(undefined);
  });
});

test.each([
  ["/socket.io/?EIO=4&transport=polling&t=x", { eio: "4", transport: "polling", sid: undefined, jsonp: false }],
  ["/a?sid=abc&j=0&transport=polling&EIO=3", { eio: "3", transport: "polling", sid: "abc", jsonp: true }],
  ["/labs/1/ws?client=A", undefined],
  ["/ws", undefined],
  ["/EIO=4?x=EIO=4", undefined],
])("the session of %s", (target, session) => {
  expect(sessionQuery(target)).toEqual(session);
});

test("each packet has its side; probes go the other way", () => {
  const allowed = (from: "client" | "server", probe: boolean) =>
    PACKET_TYPES.filter((type) => mayCome(from, type, probe));
  expect(allowed("client", false)).toEqual(["close", "pong", "message", "upgrade"]);
  expect(allowed("server", false)).toEqual(["open", "close", "ping", "message", "noop"]);
  expect(allowed("client", true)).toContain("ping");
  expect(allowed("server", true)).toContain("pong");
});

describe("engine.io-parser agrees", () => {
  // Any text but the separator, which may not stand in a packet over HTTP.
  const text = fc.string({ unit: "binary", maxLength: 30 }).map((value) => value.replaceAll("\x1e", ""));
  const packet: fc.Arbitrary<Packet> = fc.oneof(
    fc.record({ type: fc.constantFrom(...PACKET_TYPES), data: text }),
    fc.record({ type: fc.constant("message" as const), data: fc.uint8Array({ maxLength: 30 }) }),
  );
  const payload = fc.array(packet, { minLength: 40, maxLength: 60 });

  test("about 100,000 generated packets, written and read as payloads", { timeout: 60_000 }, () => {
    let packets = 0;
    fc.assert(
      fc.property(payload, (given) => {
        packets += given.length;
        let written = "";
        const theirs = given.map(({ type, data }) => ({
          type,
          data: typeof data === "string" ? data : Buffer.from(data),
        }));
        referee.encodePayload(theirs, (encoded) => (written = encoded));
        expect(encodePayload(given)).toBe(written);
        const read = decodePayload(encode(written));
        expect(read).toEqual(given);
        expect(referee.decodePayload(written).map(({ type, data = "" }) => ({ type, data: plain(data) }))).toEqual(
          read,
        );
      }),
      { numRuns: 2_100 },
    );
    expect(packets).toBeGreaterThan(100_000);
  });

  test("what it refuses, and where it stops", () => {
    const anything = fc
      .array(fc.constantFrom("0", "4", "6", "7", "x", "\x1e", "é"), { maxLength: 12 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(anything, (body) => {
        const theirs = referee
          .decodePayload(body)
          .map(({ type, data = "" }) => (type === "error" ? "engine.io.packet-type" : { type, data }));
        expect(decodePayload(encode(body))).toEqual(theirs);
      }),
      { numRuns: 5_000 },
    );
  });
});

function plain(data: unknown): unknown {
  return data instanceof Uint8Array ? Uint8Array.from(data) : data;
}
