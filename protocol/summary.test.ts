import { describe, expect, test } from "vitest";
import type { Data, Entry, Kind, Layer } from "./log.ts";
import { summarize, visible } from "./summary.ts";
import { decode, Recording, session, trouble } from "./testing.ts";

function entry<L extends Layer, K extends Kind<L>>(layer: L, kind: K, data: Data[L][K]): Entry {
  return { n: 1, t: 0, conn: "c1", from: "client", layer, kind, data, bytes: new Uint8Array() } as unknown as Entry;
}

const frame = {
  fin: true,
  rsv: 0,
  opcode: 1,
  name: "text",
  masked: true,
  key: "00000000",
  length: 57,
  lengthBits: 7,
  header: 6,
} as const;

describe("summarize", () => {
  test.each<[string, Entry]>([
    ["connection 2, used before", entry("tcp", "open", { connection: 2, reused: true })],
    ["1,048,576 bytes", entry("tcp", "chunk", { length: 1_048_576 })],
    ["reset by the client", entry("tcp", "close", { how: "reset", by: "client" })],
    ["goes on outside this lab", entry("tcp", "close", { how: "released", by: "client" })],
    [
      "GET /ws?client=A",
      entry("http", "request", { method: "GET", target: "/ws?client=A", version: "1.1", headers: [], length: 9 }),
    ],
    [
      "101 Switching Protocols",
      entry("http", "response", { status: 101, reason: "Switching Protocols", version: "1.1", headers: [], length: 9 }),
    ],
    ["204", entry("http", "response", { status: 204, reason: "", version: "1.1", headers: [], length: 9 })],
    ["2 bytes", entry("http", "body", { length: 2, offset: 0, final: true, framing: "length" })],
    ["chunk of 5 bytes at 0", entry("http", "body", { length: 5, offset: 0, final: false, framing: "chunked" })],
    [
      "chunk of 0 bytes at 5, the last",
      entry("http", "body", { length: 0, offset: 5, final: true, framing: "chunked" }),
    ],
    ["text, final, masked, 57 bytes", entry("websocket", "frame", frame)],
    [
      "binary, not final, compressed, unmasked, 1 byte",
      entry("websocket", "frame", { ...frame, name: "binary", fin: false, compressed: true, masked: false, length: 1 }),
    ],
    [
      "text, final, compressed, masked, 57 bytes, 1,024 bytes inflated",
      entry("websocket", "frame", { ...frame, compressed: true, plain: 1024 }),
    ],
    [
      'close, 4001, "bye", final, masked, 5 bytes',
      entry("websocket", "frame", { ...frame, name: "close", code: 4001, reason: "bye", length: 5 }),
    ],
    [
      "open, session abc, ping every 25000 ms",
      entry("engine.io", "open", { sid: "abc", upgrades: [], pingInterval: 25_000, pingTimeout: 1 }),
    ],
    ["ping, probe", entry("engine.io", "ping", { probe: true })],
    ["pong", entry("engine.io", "pong", { probe: false })],
    [
      "message, binary, 3 bytes, polling",
      entry("engine.io", "message", { length: 3, binary: true, transport: "polling" }),
    ],
    ["noop", entry("engine.io", "noop", {})],
    ["connect", entry("socket.io", "connect", { nsp: "/" })],
    ['/admin connect {"token":"x"}', entry("socket.io", "connect", { nsp: "/admin", payload: { token: "x" } })],
    ["/admin disconnect", entry("socket.io", "disconnect", { nsp: "/admin" })],
    ['connect_error {"message":"no"}', entry("socket.io", "connect_error", { nsp: "/", payload: { message: "no" } })],
    [
      'hi(1,"a",[true,null]), wants answer 0',
      entry("socket.io", "event", { nsp: "/", id: 0, name: "hi", args: [1, "a", [true, null]] }),
    ],
    ["answer 7()", entry("socket.io", "ack", { nsp: "/", id: 7, args: [] })],
    [
      'up({"a":<3 bytes>})',
      entry("socket.io", "binary_event", {
        nsp: "/",
        name: "up",
        args: [{ a: { binary: 3, hex: "010203" } }],
        attachments: 1,
      }),
    ],
    [
      "emit go(1) to A, x7",
      entry("app", "emit", { call: "emit", name: "go", args: [1], to: [{ client: "A", id: "x1" }, { id: "x7" }] }),
    ],
    ["broadcast go() to nobody", entry("app", "emit", { call: "broadcast", name: "go", args: [], to: [] })],
    ['x1 joins "r1"', entry("app", "join", { id: "x1", room: "r1" })],
    ['B leaves "r1"', { ...entry("app", "leave", { id: "x1", room: "r1" }), client: "B" }],
    ["disconnect x1: transport close", entry("app", "disconnect", { id: "x1", reason: "transport close" })],
    ["restart of 03-ws-echo", entry("app", "restart", { program: "03-ws-echo" })],
    [
      "restart of 09-heartbeat, pingInterval 1000, pingTimeout 500",
      entry("app", "restart", { program: "09-heartbeat", io: { pingInterval: 1_000, pingTimeout: 500 } }),
    ],
    ["cut on all", entry("app", "fault", { fault: "cut", target: "all" })],
    ["delay on A: ms 500, jitter 100", entry("app", "fault", { fault: "delay", target: "A", ms: 500, jitter: 100 })],
    ["1,200 entries went before: 1 to 1200", entry("app", "missed", { from: 1, to: 1200, count: 1200 })],
    [
      "A client masks every frame that it sends. (RFC 6455 §5.1)",
      entry("websocket", "violation", {
        code: "websocket.unmasked",
        rule: "RFC 6455 §5.1",
        message: "A client masks every frame that it sends.",
        length: 7,
      }),
    ],
  ])("%s", (summary, given) => {
    expect(summarize(given)).toBe(summary);
  });

  test("a receivers' list is cut", () => {
    const to = Array.from({ length: 300 }, (_, i) => ({ client: `C${i}`, id: "x" }));
    expect(summarize(entry("app", "emit", { call: "emit", name: "go", args: [], to }))).toBe(
      "emit go() to C0, C1, C2, C3, C4, C5, C6, C7 and 292 more",
    );
  });

  test.each<[string, unknown]>([
    ["a very long string", "x".repeat(1_000_000)],
    ["40,000 arguments", new Array(40_000).fill(0)],
    ["an object with many keys", Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`key ${i}`, i]))],
    ["deep nesting", JSON.parse("[".repeat(50_000) + "]".repeat(50_000))],
    ["a very long key", { ["k".repeat(100_000)]: 1 }],
  ])("stays short with %s", (_, value) => {
    const summary = summarize(entry("socket.io", "event", { nsp: "/", name: "n".repeat(1_000), args: [value, value] }));
    expect(summary.length).toBeLessThan(500);
  });

  test.each(["connection", "event", "emit", "join", "error", "refusal", "fault", "missed", "kind of a later version"])(
    "a note of the kind %s that says nothing it should makes a line all the same",
    (kind) => {
      const [note] = decode(new Recording().note(0, { kind, data: { args: 1, to: "x", text: {} } }).records);
      expect(summarize(note!)).toMatch(/./);
    },
  );

  test("every entry of two recordings has one line", () => {
    for (const given of decode([...session().records, ...trouble().records]))
      expect(summarize(given)).toMatch(/^.{1,400}$/);
  });
});

describe("visible", () => {
  test.each([
    ["\0\n\x1f", "␀␊␟"],
    ["\x7f\x80", "␡U+0080"],
    ["a\u202eb\u2066c", "aU+202EbU+2066c"],
    ["\u200b\ufeff\u2028", "U+200BU+FEFFU+2028"],
    ["\ud800x", "U+D800x"],
    ["é 😀 日本", "é 😀 日本"],
  ])("%j becomes %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});
