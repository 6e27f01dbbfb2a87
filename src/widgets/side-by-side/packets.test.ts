import { describe, expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import { countOf, packetsOf, type Packet } from "./packets.ts";
import { recordedEntries } from "./testing.ts";

const entries = recordedEntries();
const of = (client: string) => entries.filter((entry) => entry.client === client);
const sketch = ({ role, from, bytes }: Packet) => `${from === "client" ? "→" : "←"} ${role} ${bytes}`;
const parts = (packet: Packet) =>
  packet.parts.map(({ layer, text, bytes, yours }) => [yours ? "yours" : layer, text, bytes]);

describe("the packets of a real run", () => {
  test("of a raw WebSocket: a request, an answer, frames", () => {
    expect(packetsOf(of("ws-A")).map(sketch)).toEqual([
      "→ upgrade 531",
      "← switch 129",
      "→ message 11",
      "← message 7",
      "→ message 16",
      "← message 7",
      "→ close 8",
      "← close 4",
    ]);
  });

  test("of Socket.IO: the same, and what its two layers have to say", () => {
    expect(packetsOf(of("io-A")).map(sketch)).toEqual([
      "→ upgrade 565",
      "← switch 129",
      "← session 107",
      "→ join 8",
      "← join 34",
      "→ message 27",
      "← message 23",
      "→ message 29",
      "← message 23",
      "→ leave 8",
      "→ close 6",
      "← close 2",
    ]);
  });

  test("a message in its parts: header, Engine.IO, Socket.IO, and the learner's own", () => {
    const [up] = packetsOf(of("io-A"), "hello").filter(({ role }) => role === "message");
    expect(parts(up!)).toEqual([
      ["websocket", expect.stringMatching(/^81 95( [0-9a-f]{2}){4}$/), 6],
      ["engine.io", "4", 1],
      ["socket.io", '2["message","', 13],
      ["yours", "hello", 5],
      ["socket.io", '"]', 2],
    ]);
    const raw = packetsOf(of("ws-A"), "hello").filter(({ role }) => role === "message");
    expect(parts(raw[2]!).slice(1)).toEqual([
      ["app", "all: ", 5],
      ["yours", "hello", 5],
    ]);
  });

  test("the counts are those of the tcp chunks", () => {
    expect(countOf(of("ws-A"))).toEqual({ packets: 8, up: 531 + 11 + 16 + 8, down: 129 + 7 + 7 + 4 });
  });
});

describe("packets that a browser does not send in such a run", () => {
  let n = 0;
  const entry = (part: object): Entry =>
    ({ n: ++n, t: 0, conn: "c1", client: "io-A", from: "server", bytes: new Uint8Array(), ...part }) as Entry;
  const bytes = (text: string) => new TextEncoder().encode(text);

  test("a polling body holds several packets: the separator belongs to Engine.IO", () => {
    const text = '40{"sid":"x"}\x1e42["message","hello"]';
    const head = entry({
      layer: "http",
      kind: "response",
      data: { status: 200, reason: "OK", headers: [], length: 90 },
    });
    const body = entry({
      layer: "http",
      kind: "body",
      data: { length: text.length, offset: 0, final: true },
      bytes: bytes(text),
    });
    const first = entry({ layer: "engine.io", kind: "message", parent: body.n });
    const second = entry({ layer: "engine.io", kind: "message", parent: body.n });
    const all = [
      head,
      body,
      first,
      entry({ layer: "socket.io", kind: "connect", parent: first.n }),
      second,
      entry({ layer: "socket.io", kind: "event", parent: second.n }),
    ];
    const [packet] = packetsOf(all, "hello");
    expect(packet).toMatchObject({ role: "response", bytes: 90 + text.length });
    expect(parts(packet!)).toEqual([
      ["http", "200 OK", 90],
      ["engine.io", "4", 1],
      ["socket.io", '0{"sid":"x"}', 12],
      ["engine.io", "␞", 1],
      ["engine.io", "4", 1],
      ["socket.io", '2["message","', 13],
      ["yours", "hello", 5],
      ["socket.io", '"]', 2],
    ]);
  });

  test.each([
    ["ö", 2],
    ['say "hi"', 8 + 2],
    ["👍", 4],
  ])("the bytes of %j are counted, not its letters", (message, length) => {
    const text = `42${JSON.stringify(["message", message])}`;
    const whole = bytes(text).length;
    const frame = entry({
      layer: "websocket",
      kind: "frame",
      data: { name: "text", header: 2, length: whole, text },
      bytes: new Uint8Array(2 + whole),
    });
    const engine = entry({ layer: "engine.io", kind: "message", parent: frame.n });
    const [packet] = packetsOf(
      [frame, engine, entry({ layer: "socket.io", kind: "event", parent: engine.n })],
      message,
    );
    expect(packet!.parts.find(({ yours }) => yours)).toMatchObject({ bytes: length });
    expect(packet!.bytes).toBe(2 + whole);
  });

  test("a message that is not in the packet marks nothing", () => {
    const frame = entry({
      layer: "websocket",
      kind: "frame",
      data: { name: "text", header: 2, length: 3, text: "abc" },
      bytes: new Uint8Array(5),
    });
    expect(parts(packetsOf([frame], "hello")[0]!)).toEqual([
      ["websocket", "00 00", 2],
      ["app", "abc", 3],
    ]);
    expect(parts(packetsOf([frame])[0]!)[1]).toEqual(["app", "abc", 3]);
  });

  test.each([
    ["ping", "heartbeat"],
    ["pong", "heartbeat"],
    ["close", "close"],
  ])("a %s frame", (name, role) => {
    const frame = entry({
      layer: "websocket",
      kind: "frame",
      data: { name, header: 2, length: 0 },
      bytes: new Uint8Array(2),
    });
    expect(packetsOf([frame])[0]).toMatchObject({ role, bytes: 2 });
  });

  test("bytes that are no frame are shown with the rule that they break", () => {
    const broken = entry({
      layer: "websocket",
      kind: "violation",
      data: { message: "A server must not mask.", length: 9 },
    });
    expect(packetsOf([broken])[0]).toMatchObject({
      role: "violation",
      bytes: 9,
      parts: [{ text: "A server must not mask." }],
    });
  });
});
