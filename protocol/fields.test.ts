import { describe, expect, test } from "vitest";
import { fieldsOf, plainFieldsOf } from "./fields.ts";
import type { Entry } from "./log.ts";
import { decode, only, OPEN_PACKET, Recording, session, trouble } from "./testing.ts";
import { encodeClose, OPCODE, type FrameFields } from "./wire/frame.ts";

/** The bytes and labels of all fields of an entry. */
const shown = (entry: Entry) =>
  fieldsOf(entry).map(
    ({ label, start, end }) => `${label}: ${Buffer.from(entry.bytes.subarray(start, end)).toString("latin1")}`,
  );

const hex = (entry: Entry) =>
  fieldsOf(entry).map(({ label, start, end, meaning }) => [
    label,
    Buffer.from(entry.bytes.subarray(start, end)).toString("hex"),
    meaning,
  ]);

const http = (from: "client" | "server", text: string) =>
  only(decode(new Recording().bytes(1, from, text).records), "http");

function frameOf(from: "client" | "server", fields: FrameFields): Entry {
  return only(decode(new Recording().upgrade(1, "/ws").frame(1, from, fields).records), "websocket")[0]!;
}

describe("http", () => {
  test("a request line and headers; white space belongs to no field", () => {
    expect(shown(http("client", "GET /ws HTTP/1.1\r\nHost:  a \r\nEmpty:\r\n\r\n")[0]!)).toEqual([
      "method: GET",
      "target: /ws",
      "version: HTTP/1.1",
      "header name: Host",
      "value of Host: a ",
      "header name: Empty",
    ]);
  });

  test("a status line", () => {
    expect(shown(http("server", "HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n")[0]!)).toEqual([
      "version: HTTP/1.1",
      "status: 404",
      "reason: Not Found",
      "header name: A",
      "value of A: b",
    ]);
  });

  test("a head that breaks a rule, as far as it goes", () => {
    expect(shown(http("client", "GET /ws\r\nno header\r\n\r\n")[0]!)).toEqual([
      "method: GET",
      "target: /ws",
      "line: no header",
    ]);
  });

  test("bodies", () => {
    const chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA;x=y\r\n0\r\n0123456\r\n0\r\nT: 1\r\n\r\n";
    expect(http("client", chunked).slice(1).map(shown)).toEqual([
      ["chunk size: A", "content: 0\r\n0123456"],
      ["chunk size: 0", "end: T: 1\r\n\r\n"],
    ]);
    expect(http("client", "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok").slice(1).map(shown)).toEqual([
      ["content: ok"],
    ]);
  });
});

describe("websocket", () => {
  test("a masked text", () => {
    expect(hex(frameOf("client", { payload: "hi" }))).toEqual([
      ["FIN, RSV, opcode", "81", "FIN 1: the last frame of its message; RSV 0; opcode 1: text"],
      ["MASK, length", "82", "MASK 1; 2 bytes of payload"],
      ["masking key", "37fa213d", "each byte of the payload is XORed with one of these four in turn"],
      ["payload", "5f93", 'masked; unmasked: "hi"'],
    ]);
  });

  test("lengths of 16 and 64 bits", () => {
    expect(hex(frameOf("server", { opcode: OPCODE.binary, payload: new Uint8Array(200) })).slice(1, 3)).toEqual([
      ["MASK, length", "7e", "MASK 0; 126: the length is in the next 2 bytes"],
      ["extended length", "00c8", "200 bytes of payload"],
    ]);
    expect(hex(frameOf("server", { payload: new Uint8Array(65_536) }))[2]).toEqual([
      "extended length",
      "0000000000010000",
      "65536 bytes of payload",
    ]);
  });

  test("a close frame", () => {
    expect(hex(frameOf("server", { opcode: OPCODE.close, payload: encodeClose(1000, "bye") })).slice(2)).toEqual([
      ["close code", "03e8", "1000"],
      ["close reason", "627965", '"bye"'],
    ]);
  });

  test("a compressed message: what is on the wire, and on its last frame what that inflates to", () => {
    const hello = Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
    const recording = new Recording()
      .upgrade(1, "/ws", "permessage-deflate")
      .frame(1, "client", { rsv: 4, fin: false, payload: hello.subarray(0, 3) })
      .frame(1, "client", { opcode: OPCODE.continuation, payload: hello.subarray(3) })
      .frame(1, "server", { rsv: 4, opcode: OPCODE.binary, payload: hello });
    const frames = only(decode(recording.records), "websocket");
    expect(frames.map((frame) => hex(frame).at(-1))).toEqual([
      ["payload", "c5b2ec", "masked; unmasked: 3 bytes of compressed data"],
      ["payload", "fe33263d", "masked; unmasked: 4 bytes of compressed data"],
      ["payload", "f248cdc9c90700", "7 bytes of compressed data"],
    ]);
    expect(frames.map(plainFieldsOf)).toEqual([
      [],
      [{ label: "message, inflated", start: 0, end: 5, meaning: '"Hello"' }],
      [{ label: "message, inflated", start: 0, end: 5, meaning: "5 bytes" }],
    ]);
  });

  test("a frame that breaks a rule is taken apart, too", () => {
    expect(hex(frameOf("server", { opcode: 3, rsv: 5, fin: false }))[0]).toEqual([
      "FIN, RSV, opcode",
      "53",
      "FIN 0: more frames follow; RSV 101; opcode 3: reserved",
    ]);
  });
});

describe("engine.io and socket.io", () => {
  const packets = (...frames: (string | FrameFields)[]) =>
    decode(new Recording().upgrade(1, "/socket.io/?EIO=4&transport=websocket").frame(1, "server", ...frames).records);

  test.each<[string, string[]]>([
    ['2["a",1]', ["type: 2", 'payload: ["a",1]']],
    ['2/admin,12["a"]', ["type: 2", "namespace: /admin", "id: 12", 'payload: ["a"]']],
    ["1/admin,", ["type: 1", "namespace: /admin"]],
    ["0/admin", ["type: 0", "namespace: /admin"]],
    ["31[]", ["type: 3", "id: 1", "payload: []"]],
    ["x", ["packet: x"]],
  ])("%s", (packet, fields) => {
    const entries = packets(`4${packet}`);
    expect(shown(entries.at(-1)!)).toEqual(fields);
    expect(shown(entries.at(-2)!)).toEqual(["type: 4", `data: ${packet}`]);
  });

  test("a binary packet, with brackets in its strings, and its attachments", () => {
    const text = '51-["]\\"",{"_placeholder":true,"num":0}]';
    const [message, binary] = packets(`4${text}`, { opcode: OPCODE.binary, payload: "[abc" }).slice(-2);
    expect(shown(message!)).toEqual(["data: [abc"]);
    expect(shown(binary!)).toEqual(["type: 5", "attachments: 1", `payload: ${text.slice(3)}`, "attachments: [abc"]);
  });

  test("packets over HTTP", () => {
    const recording = new Recording()
      .request(1, "GET", "/socket.io/?EIO=4&transport=polling")
      .answer(1, "200 OK", `${OPEN_PACKET("s")}\x1e451-["a",{"_placeholder":true,"num":0}]\x1ebAQI=`);
    const [open, , binary] = only(decode(recording.records), "engine.io");
    expect(shown(open!)[0]).toBe("type: 0");
    expect(hex(binary!)).toEqual([
      ["type", "62", "message with binary data"],
      ["base64", "4151493d", "2 bytes"],
    ]);
  });
});

test("fields are in order, within the bytes and without overlap", () => {
  for (const entry of decode([...session().records, ...trouble().records])) {
    let end = 0;
    for (const field of fieldsOf(entry)) {
      expect(field.start).toBeGreaterThanOrEqual(end);
      expect(field.end).toBeGreaterThan(field.start);
      ({ end } = field);
    }
    expect(end).toBeLessThanOrEqual(entry.bytes.length);
  }
});
