import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonEntry } from "../protocol/json.ts";
import { encodeFrame, OPCODE, type FrameFields } from "../protocol/wire/frame.ts";
import { TestServer, type LabAddress } from "./testing/server.ts";

/** So many tests come from one address. */
const LIMITS = { "address.verbs": 1_000 };
/** Limits that a test can reach. */
const SMALL = { ...LIMITS, "hand.bytes": 100, "hand.time": 300 };

let server: TestServer;
let strict: TestServer;
beforeAll(async () => {
  [server, strict] = await Promise.all([TestServer.start({ limits: LIMITS }), TestServer.start({ limits: SMALL })]);
});
afterAll(() => Promise.all([server.stop(), strict.stop()]));

const REQUEST = [
  "GET /ws?client=hand HTTP/1.1",
  "Host: anywhere.example",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
];
const RIGHT = `${REQUEST.join("\r\n")}\r\n\r\n`;

const key = Uint8Array.of(1, 2, 3, 4);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const masked = (fields: FrameFields) => hex(encodeFrame({ key, ...fields }));
const plain = (fields: FrameFields) => hex(encodeFrame(fields));

/** A lab of the echo, with a handmade connection. */
async function connected(at = server): Promise<LabAddress> {
  const lab = await at.open("06-frames");
  expect((await at.verb(lab, "handshake", { request: RIGHT })).status).toBe(204);
  return lab;
}

const isAnswer = ({ layer, kind, from }: JsonEntry) => layer === "websocket" && kind === "frame" && from === "server";

async function codeOf(response: Response): Promise<[status: number, code: string]> {
  return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
}

describe("bytes over the handmade connection are answered by the lab's own server", () => {
  test.each<[what: string, sent: string[], answer: string]>([
    ["a masked text", [masked({ payload: "hi" })], plain({ payload: "hi" })],
    [
      "two fragments",
      [masked({ payload: "h", fin: false }), masked({ opcode: OPCODE.continuation, payload: "i" })],
      plain({ payload: "hi" }),
    ],
    ["a length in more bits than it needs", [masked({ payload: "hi", lengthBits: 16 })], plain({ payload: "hi" })],
    ["no mask", [plain({ payload: "hi" })], "880203ea"],
    ["a reserved bit", [masked({ payload: "hi", rsv: 2 })], "880203ea"],
    ["a reserved opcode", [masked({ payload: "hi", opcode: 3 })], "880203ea"],
    ["the end of what never began", [masked({ opcode: OPCODE.continuation })], "880203ea"],
    ["a ping in fragments", [masked({ opcode: OPCODE.ping, fin: false })], "880203ea"],
    ["a text that is not UTF-8", [masked({ payload: Uint8Array.of(0xc3, 0x28) })], "880203ef"],
    ["a header that promises too much", [masked({ length: 65_537, lengthBits: 64 })], "880203f1"],
  ])("%s", async (_, sent, answer) => {
    const lab = await connected();
    for (const hex of sent) expect((await server.verb(lab, "bytes", { hex })).status).toBe(204);
    expect(await server.seen(lab, isAnswer)).toMatchObject({ client: "hand", hex: answer });
  });

  test("the longest message that is taken, its frame in pieces", async () => {
    const lab = await connected();
    const pieces = masked({ payload: "x".repeat(65_536) }).match(/.{1,14000}/g)!;
    for (const hex of pieces) await server.verb(lab, "bytes", { hex });
    expect(await server.seen(lab, isAnswer)).toMatchObject({ data: { name: "text", length: 65_536 } });
  });
});

test("what is sent reaches no other lab", async () => {
  const [mine, other] = [await connected(), await connected()];
  const before = await server.entries(other);
  await server.verb(mine, "bytes", { hex: masked({ payload: "only here" }) });
  await server.seen(mine, isAnswer);
  const names = (await server.entries(mine)).filter(({ data }) => JSON.stringify(data).includes("only here"));
  expect(names.length).toBeGreaterThanOrEqual(2);
  expect((await server.entries(other)).slice(before.length).filter(isAnswer)).toEqual([]);
});

describe("refused is", () => {
  test.each([
    ["nothing", {}],
    ["an empty text", { hex: "" }],
    ["half a byte", { hex: "818" }],
    ["what is no digit", { hex: "81 2" }],
    ["something that is no text", { hex: [129, 2] }],
  ])("%s", async (_, details) => {
    expect(await codeOf(await server.verb(await connected(), "bytes", details))).toEqual([400, "hand.hex"]);
  });

  test("more than one request may hold", async () => {
    const lab = await connected();
    expect(await codeOf(await server.verb(lab, "bytes", { hex: "00".repeat(8_193) }))).toEqual([413, "body.large"]);
  });

  test("a frame before any handshake", async () => {
    const lab = await server.open("06-frames");
    expect(await codeOf(await server.verb(lab, "bytes", { hex: "8180" }))).toEqual([409, "hand.closed"]);
  });

  test("a frame after a handshake that was refused", async () => {
    const lab = await server.open("06-frames");
    await server.verb(lab, "handshake", { request: RIGHT.replace("Version: 13", "Version: 12") });
    await server.seen(lab, ({ layer, kind }) => layer === "tcp" && kind === "close");
    expect(await codeOf(await server.verb(lab, "bytes", { hex: "8180" }))).toEqual([409, "hand.closed"]);
  });

  test("a frame after the connection has ended", async () => {
    const lab = await connected();
    await server.verb(lab, "bytes", { hex: plain({ payload: "hi" }) });
    await server.seen(lab, ({ layer, kind }) => layer === "tcp" && kind === "close");
    expect(await codeOf(await server.verb(lab, "bytes", { hex: "8180" }))).toEqual([409, "hand.closed"]);
  });

  test("who has not the key", async () => {
    const lab = await connected();
    expect(await codeOf(await server.verb({ ...lab, key: "wrong" }, "bytes", { hex: "8180" }))).toEqual([
      403,
      "key.wrong",
    ]);
  });

  test("more than one connection may carry; a new one may go on", async () => {
    const lab = await connected(strict);
    const hex = masked({ payload: "x".repeat(60) });
    expect((await strict.verb(lab, "bytes", { hex })).status).toBe(204);
    expect(await codeOf(await strict.verb(lab, "bytes", { hex }))).toEqual([409, "hand.spent"]);
    await strict.verb(lab, "handshake", { request: RIGHT });
    expect((await strict.verb(lab, "bytes", { hex })).status).toBe(204);
  });
});

test("the connection does not last for ever", async () => {
  const lab = await connected(strict);
  expect(await strict.seen(lab, ({ layer, kind }) => layer === "tcp" && kind === "close")).toMatchObject({
    from: "client",
    client: "hand",
  });
});
