import { describe, expect, test } from "vitest";
import { createDecoder } from "./decode.ts";
import type { Entry } from "./log.ts";
import type { LogRecord } from "./records.ts";
import { decode, kinds, only, Recording, session, text, trouble } from "./testing.ts";
import { encodeClose, OPCODE } from "./wire/frame.ts";

describe("layers", () => {
  test("one session over both transports, record by record", () => {
    const decoder = createDecoder();
    const told = session().records.map((record) => {
      const entries = decoder.push(record).filter(({ kind }) => kind !== "chunk");
      const from = [...new Set(entries.map((entry) => entry.from))].join();
      return `${from}: ${entries.map(({ layer, kind }) => `${layer} ${kind}`).join(", ")}`;
    });
    expect(told).toEqual([
      "client: tcp open",
      "client: http request",
      "server: http response, http body, engine.io open",
      "client: http request, http body, engine.io message, socket.io connect, engine.io message, socket.io connect",
      "server: http response, http body",
      "client: http request",
      "server: http response, http body",
      "server: http body, http body, engine.io message, socket.io connect",
      "client: http request, http body, engine.io message, engine.io message, socket.io binary_event",
      "server: http response, http body",
      "client: tcp open",
      "client: http request",
      "server: http response",
      "client: websocket frame, engine.io ping",
      "server: websocket frame, engine.io pong",
      "client: websocket frame, engine.io upgrade, websocket frame",
      "server: app event",
      "server: app emit",
      "client: websocket frame, engine.io message, socket.io event, websocket frame, websocket frame, engine.io message, socket.io event",
      "server: websocket frame, engine.io message, socket.io ack, websocket frame, engine.io message, socket.io event, websocket frame, engine.io ping",
      "server: app emit",
      "server: websocket frame, engine.io message",
      "server: websocket frame, engine.io message, websocket frame, engine.io message, socket.io binary_ack",
      "client: websocket frame, engine.io pong, websocket frame, engine.io message, socket.io disconnect",
      "client: websocket frame",
      "server: websocket frame",
      "client: tcp close",
      "client: tcp close",
    ]);
  });

  test("what goes wrong stands where the readable entry would stand", () => {
    const shown = ({ layer, bytes }: Entry) =>
      layer === "websocket" ? Buffer.from(bytes).toString("hex") : text(bytes);
    const violations = only(decode(trouble().records), "violation").map((entry) => [
      entry.from,
      entry.kind === "violation" && entry.data.code,
      shown(entry),
    ]);
    expect(violations).toEqual([
      ["client", "socket.io.packet-type", "hello"],
      ["client", "socket.io.packet-type", ""],
      ["client", "socket.io.payload", "4444"],
      ["client", "http.header", "GET / HTTP/1.1\r\nbad header\r\n\r\n"],
      ["client", "websocket.length-form", "81fe000137fa213d55"],
      ["client", "websocket.utf8", "818137fa213dc8"],
      ["client", "websocket.reserved-opcode", "838037fa213d"],
      ["server", "websocket.incomplete", "810561"],
      ["client", "engine.io.packet-type", "hello"],
      ["client", "engine.io.direction", "2"],
      ["client", "socket.io.payload", '2{"no":1}'],
      ["client", "socket.io.json", '2["x"'],
      ["client", "socket.io.attachments-missing", '52-["two",{"_placeholder":true,"num":7}]1'],
      ["client", "socket.io.unexpected-binary", "2"],
      ["client", "socket.io.placeholder", '51-["one",{"_placeholder":true,"num":7}]3'],
      ["client", "websocket.length", "81ffffffffffffffffff"],
      ["client", "socket.io.attachments-missing", '52-["never"]'],
    ]);
  });

  test("n counts from 1 without gaps, t and conn are those of the record, client that of the query", () => {
    const entries = decode(session().records);
    expect(entries.map(({ n }) => n)).toEqual(entries.map((_, i) => i + 1));
    expect(entries.every(({ client }) => client === "A")).toBe(true);
    expect(new Set(entries.map(({ conn }) => conn))).toEqual(new Set(["c1", "c2"]));
    expect(entries.at(-1)!.t).toBe(session().records.length - 1);
  });

  test("the client's name comes from the query where the connection was opened without one", () => {
    const { records } = new Recording().open(1).request(1, "GET", "/?client=B%20b");
    expect(decode(records).map(({ client }) => client)).toEqual([undefined, undefined, "B b"]);
  });

  test("every entry stands on one of the layer below, on the one that completed it", () => {
    const entries = decode(session().records);
    const below: Record<string, string[]> = {
      http: ["tcp"],
      websocket: ["tcp"],
      "engine.io": ["http", "websocket"],
      "socket.io": ["engine.io"],
    };
    for (const { n, layer, parent } of entries.filter((entry) => entry.layer in below)) {
      expect(parent).toBeLessThan(n);
      expect(below[layer]).toContain(entries[parent! - 1]!.layer);
    }
    const fragmented = entries.find(
      (entry) => entry.kind === "event" && entry.layer === "socket.io" && entry.data.name === "frag",
    )!;
    const message = entries[fragmented.parent! - 1]!;
    expect(entries[message.parent! - 1]).toMatchObject({ kind: "frame", data: { name: "continuation", fin: true } });
  });

  test("bytes: on the wire below, unmasked, de-chunked and without the transport above", () => {
    const entries = decode(session().records);
    const event = entries.find(
      (entry) => entry.kind === "event" && entry.layer === "socket.io" && entry.data.name === "hi",
    )!;
    const message = entries[event.parent! - 1]!;
    const frame = entries[message.parent! - 1]!;
    expect([text(event.bytes), text(message.bytes)]).toEqual(['20["hi",{"a":1}]', '420["hi",{"a":1}]']);
    expect(Buffer.from(frame.bytes).toString("hex").slice(0, 12)).toBe("819137fa213d");
    const connected = only(entries, "connect").find(({ from }) => from === "server")!;
    expect(text(connected.bytes)).toBe('0{"sid":"x"}');
    const [binary] = only(entries, "binary_event");
    expect(text(binary!.bytes)).toBe('51-["up",{"_placeholder":true,"num":0}]\x01\x02\x03');
  });

  test("attachments stand at their placeholders, cut at 64 bytes", () => {
    const [up, ack] = only(decode(session().records), "binary_event", "binary_ack");
    expect(up!.data).toEqual({ nsp: "/", name: "up", args: [{ binary: 3, hex: "010203" }], attachments: 1 });
    expect(ack!.data).toEqual({
      nsp: "/admin",
      id: 5,
      args: [
        { binary: 100, hex: "00".repeat(64) },
        { binary: 2, hex: "0102" },
      ],
      attachments: 2,
    });
  });

  test("a frame says everything that its header says, and its text", () => {
    const { records } = new Recording()
      .upgrade(1, "/ws")
      .frame(1, "client", "hé", { opcode: OPCODE.close, payload: encodeClose(4001, "why") });
    expect(only(decode(records), "frame").map(({ data }) => data)).toEqual([
      {
        fin: true,
        rsv: 0,
        opcode: 1,
        name: "text",
        masked: true,
        key: "37fa213d",
        length: 3,
        lengthBits: 7,
        header: 6,
        text: "hé",
      },
      {
        fin: true,
        rsv: 0,
        opcode: 8,
        name: "close",
        masked: true,
        key: "37fa213d",
        length: 5,
        lengthBits: 7,
        header: 6,
        code: 4001,
        reason: "why",
      },
    ]);
  });

  test("a frame's text is cut at 4,096 characters, and not within one", () => {
    const { records } = new Recording()
      .upgrade(1, "/ws")
      .frame(1, "server", `a${"😀".repeat(4096)}`, "é".repeat(5_000));
    const texts = only(decode(records), "frame").map((entry) => (entry.kind === "frame" ? entry.data.text : ""));
    expect(texts).toEqual([`a${"😀".repeat(2047)}`, "é".repeat(4096)]);
  });

  test("what the client sent before its upgrade was answered belongs to the WebSocket, and to its own chunk", () => {
    const whole = new Recording().upgrade(1, "/ws").frame(1, "client", "early").records;
    const [request, answer, frame] = whole as [LogRecord, LogRecord, LogRecord];
    const entries = decode([request, frame, answer]);
    expect(kinds(entries)).toEqual(["client http request", "server http response", "client websocket frame"]);
    const early = entries.at(-1)!;
    expect(entries[early.parent! - 1]).toMatchObject({ layer: "tcp", from: "client" });
  });

  test("what came after a refused upgrade is HTTP", () => {
    const recording = new Recording()
      .bytes(1, "client", "GET /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")
      .request(1, "GET", "/next")
      .answer(1, "400 Bad Request");
    expect(kinds(decode(recording.records))).toEqual([
      "client http request",
      "server http response",
      "client http request",
    ]);
  });

  test("a body that ends with the connection is complete with its close", () => {
    const entries = decode(
      new Recording().request(1, "GET", "/").bytes(1, "server", "HTTP/1.0 200 OK\r\n\r\nuntil the end").close(1)
        .records,
    );
    const body = entries.at(-1)!;
    expect(body).toMatchObject({ layer: "http", kind: "body", data: { length: 13, final: true, framing: "close" } });
    expect(entries[body.parent! - 1]).toMatchObject({ layer: "tcp", kind: "close" });
  });

  test.each(["/socket.io/?EIO=3&transport=polling", "/socket.io/?EIO=4&transport=polling&j=0", "/other"])(
    "the bodies of %s carry no packets of Engine.IO 4",
    (target) => {
      const entries = decode(new Recording().request(1, "POST", target, "4hello").answer(1, "200 OK", "ok").records);
      expect(only(entries, "engine.io")).toEqual([]);
    },
  );
});
