import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Socket as ServerSocket } from "socket.io";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connected } from "../connected.fixture.ts";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
let sockets: Socket[] = [];
beforeEach(async () => {
  lab = assemble(program);
  url = await listen(lab);
});
afterEach(async () => {
  for (const socket of sockets) socket.disconnect();
  sockets = [];
  await lab.stop();
});

async function connect(transport: "websocket" | "polling" = "websocket"): Promise<Socket> {
  const socket = await connected(url, { transports: [transport], reconnectionDelay: 10 });
  sockets.push(socket);
  return socket;
}

const ask = (socket: Socket, event: string, ...args: unknown[]) => socket.timeout(2_000).emitWithAck(event, ...args);

describe("the mirror", () => {
  test.each<[string, unknown, string, { type: string; shown: string }]>([
    ["a Map", new Map([["a", 1]]), "{}", { type: "Object", shown: "{}" }],
    ["a Set", new Set([1, 2]), "{}", { type: "Object", shown: "{}" }],
    ["a Date", new Date(0), '"1970-01-01T00:00:00.000Z"', { type: "string", shown: "'1970-01-01T00:00:00.000Z'" }],
    ["NaN", Number.NaN, "null", { type: "null", shown: "null" }],
    ["undefined", undefined, "null", { type: "null", shown: "null" }],
    ["undefined in a list", [undefined], "[null]", { type: "Array", shown: "[ null ]" }],
    ["undefined in an object", { gone: undefined }, "{}", { type: "Object", shown: "{}" }],
    ["a list", [1, "two"], '[1,"two"]', { type: "Array", shown: "[ 1, 'two' ]" }],
    ["a number", 1.5, "1.5", { type: "number", shown: "1.5" }],
  ])("of %s", async (_, value, onTheWire, had) => {
    const socket = await connect();
    const packet = new Promise((resolve) => socket.io.engine.once("packetCreate", ({ data }) => resolve(data)));
    const [said, back] = await new Promise<unknown[]>((resolve) =>
      socket.emit("mirror", value, (...answer: unknown[]) => resolve(answer)),
    );
    expect(await packet).toBe(`20["mirror",${onTheWire}]`);
    expect(said).toEqual(had);
    expect(back).toEqual(JSON.parse(onTheWire));
  });

  test("of bytes, which arrive as bytes on both sides, each in a message of its own", async () => {
    const socket = await connect();
    const messages: unknown[] = [];
    socket.io.engine.on("packetCreate", ({ data }) => messages.push(data));
    const two = [Uint8Array.of(1, 2), Uint8Array.of(255)];
    const [had, back] = await new Promise<[{ shown: string }, unknown[]]>((resolve) =>
      socket.emit("mirror", two, (...answer: [{ shown: string }, unknown[]]) => resolve(answer)),
    );
    expect(messages[0]).toBe('52-0["mirror",[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]]');
    expect(messages.slice(1)).toEqual(two);
    expect(had.shown).toBe("[ <Buffer 01 02>, <Buffer ff> ]");
    expect(back.map((bytes) => [...new Uint8Array(bytes as ArrayBuffer)])).toEqual([[1, 2], [255]]);
  });

  test("of a BigInt: emit throws, and nothing is sent", async () => {
    const socket = await connect();
    const sent = vi.fn<() => void>();
    socket.io.engine.on("packetCreate", sent);
    expect(() => socket.emit("mirror", 10n)).toThrow("Do not know how to serialize a BigInt");
    expect(sent).not.toHaveBeenCalled();
  });

  test("of what is named as an event of Socket.IO's own: emit throws", async () => {
    const socket = await connect();
    for (const name of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"])
      expect(() => socket.emit(name)).toThrow(`"${name}" is a reserved event name`);
  });
});

describe("rebuilding", () => {
  const rules = { map: "new Map(value)", date: "new Date(value)", bytes: "value" };
  const sent = { map: [[1, "one"]], date: "1970-01-01T00:00:00.000Z", bytes: Uint8Array.of(1) };

  test("by fitting rules", async () => {
    expect(await ask(await connect(), "rebuild", rules, sent)).toEqual({
      map: { type: "Map", shown: "Map(1) { 1 => 'one' }" },
      date: { type: "Date", shown: "1970-01-01T00:00:00.000Z" },
      bytes: { type: "Buffer", shown: "<Buffer 01>" },
    });
  });

  test.each<[object, object, object]>([
    [{ map: "new Map(value)" }, { map: {} }, { map: { type: "TypeError" } }],
    [{ map: "new Map(JSON.parse(value))" }, { map: "[" }, { map: { type: "SyntaxError" } }],
    [{ map: "constructor" }, {}, { map: { type: "RangeError", shown: "no rule of this program" } }],
    [{ map: { toString: null } }, {}, { map: { type: "RangeError" } }],
    [{ date: "new Date(value)" }, { date: { valueOf: null, toString: null } }, { date: { type: "TypeError" } }],
    [{ date: "new Date(value)" }, { date: "soon" }, { date: { type: "Date", shown: "Invalid Date" } }],
    // Half a gigabyte, if it were believed.
    [{ bytes: "Buffer.from(value)" }, { bytes: { length: 5e8 } }, { bytes: { type: "TypeError" } }],
    [{ bytes: "Buffer.from(value)" }, { bytes: [1, 300] }, { bytes: { type: "Buffer", shown: "<Buffer 01 2c>" } }],
  ])("by %j of %j says what came of it", async (rule, value, said) => {
    const has = await ask(await connect(), "rebuild", { ...rules, ...rule }, { ...sent, ...value });
    expect(has).toMatchObject(said);
  });
});

describe("a message that is too large", () => {
  test("is told of to nobody in advance but in the first packet", async () => {
    const open = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
    expect(JSON.parse(open.slice(1))).toMatchObject({ maxPayload: 20_000 });
  });

  test.each([
    ["websocket", 20_000, "transport close", "transport error", /Max payload size exceeded/],
    ["polling", 14_900, "transport error", "transport close", /^undefined$/],
  ] as const)("over %s: %i bytes fit, some more end the connection, and the client comes back", async (...row) => {
    const [transport, length, here, there, why] = row;
    const socket = await connect(transport);
    expect(await ask(socket, "size", length, new Uint8Array(length))).toBe(length);
    const [other] = (await lab.io.fetchSockets()) as unknown as ServerSocket[];
    const gone = new Promise((resolve) => other!.once("disconnect", (...reason) => resolve(reason)));
    const ended = new Promise((resolve) => socket.once("disconnect", resolve));
    const back = new Promise<void>((resolve) => socket.io.once("reconnect", () => resolve()));
    const more = length + 100;
    await expect(ask(socket, "size", more, new Uint8Array(more))).rejects.toThrow("socket has been disconnected");
    expect(await ended).toBe(here);
    const [reason, details] = (await gone) as [string, unknown];
    expect(reason).toBe(there);
    expect(String(details)).toMatch(why);
    await back;
  });
});

describe("pieces", () => {
  const sha1 = (...bytes: number[]) => createHash("sha1").update(Uint8Array.from(bytes)).digest("hex");

  test("count in order, and at 0 it begins anew", async () => {
    const socket = await connect();
    expect(await ask(socket, "piece", 0, Uint8Array.of(9, 9))).toBe(2);
    expect(await ask(socket, "piece", 0, Uint8Array.of(1, 2))).toBe(2);
    expect(await ask(socket, "piece", 2, Uint8Array.of(3))).toBe(3);
    expect(await ask(socket, "whole")).toEqual({ length: 3, sha1: sha1(1, 2, 3) });
  });

  test("that do not follow on do not count, and the answer says where to go on", async () => {
    const socket = await connect();
    await ask(socket, "piece", 0, Uint8Array.of(1, 2));
    expect(await ask(socket, "piece", 1, Uint8Array.of(7))).toBe(2);
    expect(await ask(socket, "piece", 5, Uint8Array.of(7))).toBe(2);
    expect(await ask(socket, "whole")).toEqual({ length: 2, sha1: sha1(1, 2) });
  });

  test("may go on after the checksum was asked for", async () => {
    const socket = await connect();
    await ask(socket, "piece", 0, Uint8Array.of(1));
    expect(await ask(socket, "whole")).toEqual({ length: 1, sha1: sha1(1) });
    await ask(socket, "piece", 1, Uint8Array.of(2));
    expect(await ask(socket, "whole")).toEqual({ length: 2, sha1: sha1(1, 2) });
  });

  test("are each client's own", async () => {
    const [socket, other] = [await connect(), await connect()];
    await ask(socket, "piece", 0, Uint8Array.of(1));
    expect(await ask(other, "whole")).toEqual({ length: 0, sha1: sha1() });
  });

  // A piece is a view of what came over TCP at once: a single byte that is kept may keep 64 KB.
  test("leave nothing in memory", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const socket = await connect();
    const [other] = (await lab.io.fetchSockets()) as unknown as ServerSocket[];
    const pieces: WeakRef<Buffer>[] = [];
    other!.onAny((event, _at, bytes) => event === "piece" && pieces.push(new WeakRef(bytes)));
    for (let at = 0; at < 50; at++) expect(await ask(socket, "piece", at, Uint8Array.of(at))).toBe(at + 1);
    expect(pieces).toHaveLength(50);
    collectGarbage();
    // Socket.IO may still hold the last one.
    expect(pieces.filter((piece) => piece.deref()).length).toBeLessThanOrEqual(1);
  });
});

describe("what no honest client sends hurts nobody and is not answered", () => {
  const deep = JSON.parse("[".repeat(4_000) + "]".repeat(4_000)) as unknown;
  test.each<[string, unknown[]]>([
    ["mirror", []],
    ["mirror", [1, "no callback"]],
    ["rebuild", []],
    ["rebuild", [null]],
    ["size", []],
    ["size", [4, "four"]],
    ["size", [4, Uint8Array.of(1)]],
    ["piece", [0, "text"]],
    ["piece", []],
    ["whole", ["no callback"]],
  ])("%s %j", async (event, args) => {
    const socket = await connect();
    const acknowledged = vi.fn<() => void>();
    socket.emit(event, ...args);
    if (!args.includes("no callback")) socket.emit(event, ...args, acknowledged);
    expect(await ask(socket, "size", 1, new Uint8Array(1))).toBe(1);
    expect(acknowledged).not.toHaveBeenCalled();
  });

  test("a value nested 4,000 deep", async () => {
    const socket = await connect();
    socket.io.engine.write(`20["mirror",${JSON.stringify(deep)}]`);
    expect(await ask(socket, "size", 1, new Uint8Array(1))).toBe(1);
  });

  test("rules that are none, and nothing to apply them to", async () => {
    const has = await ask(await connect(), "rebuild", null, null);
    expect(has).toMatchObject({ map: { type: "RangeError" }, date: { type: "RangeError" } });
  });
});
