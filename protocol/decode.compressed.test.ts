/** permessage-deflate (RFC 7692). Messages of real connections: `ws` compresses them on both sides. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { constants, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { Server as SocketIOServer } from "socket.io";
import { io as connectSocketIO } from "socket.io-client";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer, type PerMessageDeflateOptions } from "ws";
import { tap } from "./capture/traffic.ts";
import { createDecoder } from "./decode.ts";
import type { Entry } from "./log.ts";
import type { Checkpoint, LogRecord } from "./records.ts";
import { decode, kinds, only, Recording, text } from "./testing.ts";
import { OPCODE } from "./wire/frame.ts";
import { createInflater } from "./wire/inflate.ts";
import { cutAt, cuts } from "./wire/testing.ts";
import type { Side } from "./wire/bytes.ts";
import { MESSAGE_LIMIT } from "./wire/websocket.ts";

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A client and a server that sends back each message in two fragments, with a ping between them. */
async function echoed(perMessageDeflate: PerMessageDeflateOptions) {
  const wss = new WebSocketServer({ port: 0, perMessageDeflate });
  await once(wss, "listening");
  wss.on("connection", (socket) =>
    socket.on("message", (data: Buffer, binary) => {
      socket.send(data.subarray(0, data.length / 2), { binary, fin: false });
      socket.ping();
      socket.send(data.subarray(data.length / 2), { binary });
    }),
  );
  const cable = await tap((wss.address() as AddressInfo).port);
  const client = new WebSocket(`ws://127.0.0.1:${cable.port}/`, { perMessageDeflate });
  await once(client, "open");
  endings.push(async () => {
    client.terminate();
    wss.close();
    await cable.ended();
  });
  return {
    /** Sends messages, each in its fragments. @returns what passed until all of them had come back */
    async say(messages: readonly Message[]): Promise<LogRecord[]> {
      for (const { fragments, binary } of messages)
        fragments.forEach((fragment, i) => client.send(fragment, { binary, fin: i === fragments.length - 1 }));
      await new Promise<void>((resolve) => {
        let left = messages.length;
        client.on("message", function count() {
          if (--left > 0) return;
          client.off("message", count);
          resolve();
        });
      });
      return cable.records.splice(0);
    },
  };
}

interface Message {
  fragments: Uint8Array[];
  binary: boolean;
}

/** Messages that repeat themselves and each other, and some that nothing can compress. */
const words = fc.constantFrom("ann: ", "hello ", '42["message",', "x".repeat(300), "é", "😀", "\n");
const content = fc.oneof(
  fc.array(words, { maxLength: 12 }).map((parts) => ({ bytes: Buffer.from(parts.join("")), binary: false })),
  fc.uint8Array({ maxLength: 500 }).map((bytes) => ({ bytes, binary: true })),
  fc.nat(70_000).map((length) => ({ bytes: Buffer.alloc(length, "0123456789"), binary: true })),
);
const messages = fc.array(
  fc
    .tuple(content, fc.array(fc.nat(100), { maxLength: 2 }))
    .map(([{ bytes, binary }, places]): Message => ({ fragments: cutAt(bytes, places), binary })),
  { minLength: 1, maxLength: 5 },
);

type Shown = [text: string | undefined, plain: number | undefined, bytes: string];

const frames = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.layer === "websocket" && entry.kind === "frame" ? [entry] : []));

/** What the entries of this side's compressed messages say. */
const shown = (entries: readonly Entry[], from: Side): Shown[] =>
  frames(entries)
    .filter((frame) => frame.from === from && frame.data.compressed && frame.data.fin)
    .map(({ data, plain }) => [data.text, data.plain, Buffer.from(plain!).toString("hex")]);

const said = (all: readonly Message[]): Shown[] =>
  all.map(({ fragments, binary }) => {
    const bytes = Buffer.concat(fragments);
    return [binary ? undefined : bytes.toString(), bytes.length, bytes.toString("hex")];
  });

const split = (records: readonly LogRecord[], places: readonly number[]) =>
  records.flatMap((record, i): LogRecord[] =>
    record.type === "note" ? [record] : cutAt(record.bytes, places.slice(i % 3)).map((bytes) => ({ ...record, bytes })),
  );

describe("what ws compresses is shown plain, however the bytes are cut, from any checkpoint, also after records passed over", () => {
  const agreements: PerMessageDeflateOptions[] = [
    ...[true, false].flatMap((clientNoContextTakeover) =>
      [true, false].map((serverNoContextTakeover) => ({ clientNoContextTakeover, serverNoContextTakeover })),
    ),
    { clientMaxWindowBits: 9, serverMaxWindowBits: 10 },
  ];
  test.each(agreements)("%j", { timeout: 30_000 }, async (agreement) => {
    const { say } = await echoed({ threshold: 0, ...agreement });
    let decoder = createDecoder(undefined, createInflater);
    const passing = createDecoder(undefined, createInflater);
    const property = fc.asyncProperty(messages, cuts, fc.nat(20), async (all, places, at) => {
      const records = split(await say(all), places);
      const entries = records.flatMap((record, i) => {
        if (i === at) decoder = createDecoder(saved(decoder.checkpoint()), createInflater);
        passing.skip(record);
        return decoder.push(record);
      });
      expect(shown(entries, "client")).toEqual(said(all));
      expect(shown(entries, "server")).toEqual(said(all));
      expect(only(entries, "violation")).toEqual([]);
      expect(passing.checkpoint()).toEqual(decoder.checkpoint());
    });
    // The connection and the decoder go on from run to run: a smaller failing run would not be the same one.
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
  });
});

const saved = (checkpoint: Checkpoint) => JSON.parse(JSON.stringify(checkpoint)) as Checkpoint;

/** A Socket.IO session over a WebSocket alone. */
async function session(perMessageDeflate: PerMessageDeflateOptions | false): Promise<Entry[]> {
  const http = createServer();
  const io = new SocketIOServer(http, { perMessageDeflate, transports: ["websocket"] });
  io.on("connection", (socket) =>
    socket.on("say", (words: string, bytes: Buffer, answer: (words: string) => void) => {
      io.emit("said", words, bytes);
      answer(words);
    }),
  );
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const cable = await tap((http.address() as AddressInfo).port);
  const socket = connectSocketIO(`http://127.0.0.1:${cable.port}`, {
    transports: ["websocket"],
    // Only Node's client has it: browsers decide themselves.
    ...({ perMessageDeflate } as object),
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  for (const words of ["hello ".repeat(40), "hello ".repeat(41)])
    await socket.emitWithAck("say", words, Buffer.from(words));
  socket.disconnect();
  await io.close();
  await cable.ended();
  return decode(cable.records);
}

/** As JSON, and as JSON in JSON: each session has its own. */
const SID = /(?<=sid\\*":\\*")[\w-]{20}/g;

test("Engine.IO and Socket.IO on compressed frames are the same as on plain ones", async () => {
  const [compressed, plain] = [await session({ threshold: 0 }), await session(false)];
  const above = (entries: readonly Entry[], from: Side) =>
    only(entries, "engine.io", "socket.io")
      .filter((entry) => entry.from === from)
      .map(({ layer, kind, data, bytes }) => JSON.stringify([layer, kind, data, text(bytes)]).replace(SID, "sid"));
  for (const from of ["client", "server"] as const) {
    expect(above(compressed, from)).toEqual(above(plain, from));
    expect(above(compressed, from).length).toBeGreaterThan(8);
    const whole = (frame: Entry) => frame.from === from && frame.kind === "frame";
    const lengths = (entries: readonly Entry[]) =>
      frames(entries)
        .filter(whole)
        .map(({ data }) => data.length);
    expect(lengths(compressed)).toHaveLength(lengths(plain).length);
    expect(Math.max(...lengths(compressed))).toBeLessThan(Math.max(...lengths(plain)));
  }
});

const hex = (bytes: string) => Uint8Array.from(Buffer.from(bytes.replaceAll(" ", ""), "hex"));
/** RFC 7692 §7.2.3: "Hello", and "Hello" once more with the same window. */
const HELLO = hex("f2 48 cd c9 c9 07 00");
const HELLO_AGAIN = hex("f2 00 11 00 00");
const compress = (plain: string | Uint8Array) =>
  deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
const DEFLATE = "permessage-deflate";
const ENGINE = "/socket.io/?EIO=4&transport=websocket";

test("what Flask-SocketIO on eventlet sends, as it was recorded", () => {
  const recorded = [
    "c108322e28ca4f4a0500",
    "c1223231a8562ace4c51b2522a8e8c08f0708bf030292e0fcd0932f47574747452aa0500",
    "c103320300",
    "c11932318a56ca4d2d2e4e4c4f55d2514acccbb352c8c8548a0500",
    "c104c2210c00",
    "880203e8",
  ];
  const { records } = new Recording()
    .upgrade(1, `${ENGINE}&sid=s`, "permessage-deflate; client_max_window_bits=15")
    .bytes(1, "server", ...recorded.map(hex));
  const entries = decode(records);
  expect(kinds(only(entries, "engine.io", "socket.io")).map((kind) => kind.replace("server ", ""))).toEqual([
    "engine.io pong",
    "engine.io message",
    "socket.io connect",
    "engine.io noop",
    ...["engine.io message", "socket.io event"],
    ...["engine.io message", "socket.io event"],
  ]);
  const events = only(entries, "event").map(({ bytes }) => text(bytes));
  expect(events).toEqual(['2["message","ann: hi"]', '2["message","ann: hi"]']);
});

test("each frame says that it is compressed, the last one what the message is", () => {
  const { records } = new Recording()
    .upgrade(1, "/ws", DEFLATE)
    .frame(
      1,
      "server",
      { fin: false, rsv: 4, payload: HELLO.subarray(0, 3) },
      { opcode: OPCODE.ping, payload: "p" },
      { opcode: OPCODE.continuation, payload: HELLO.subarray(3) },
      { rsv: 4, opcode: OPCODE.binary, payload: HELLO_AGAIN },
      "not compressed",
    );
  const server = { rsv: 0, masked: false, key: null, lengthBits: 7, header: 2, fin: true };
  const entries = frames(decode(records));
  expect(entries.map(({ data }) => data)).toEqual([
    { ...server, fin: false, rsv: 4, opcode: 1, name: "text", length: 3, compressed: true },
    { ...server, opcode: 9, name: "ping", length: 1, text: "p" },
    { ...server, opcode: 0, name: "continuation", length: 4, compressed: true, plain: 5, text: "Hello" },
    { ...server, rsv: 4, opcode: 2, name: "binary", length: 5, compressed: true, plain: 5 },
    { ...server, opcode: 1, name: "text", length: 14, text: "not compressed" },
  ]);
  expect(entries.map(({ plain }) => plain && text(plain))).toEqual([undefined, undefined, "Hello", "Hello", undefined]);
  expect(Buffer.from(entries[3]!.bytes).toString("hex")).toBe("c205f200110000");
});

test("a long text is cut at 4,096 characters, its bytes are not", () => {
  const { records } = new Recording()
    .upgrade(1, "/ws", DEFLATE)
    .frame(1, "server", { rsv: 4, payload: compress("é".repeat(50_000)) });
  const [entry] = frames(decode(records));
  expect(entry!.data).toMatchObject({ plain: 100_000, text: "é".repeat(4_096) });
  expect(entry!.plain).toHaveLength(100_000);
});

describe("what cannot be inflated breaks a rule, and nothing is read from what follows it", () => {
  const bomb = compress(new Uint8Array(MESSAGE_LIMIT + 1));
  test.each<[string, Uint8Array, string, string?]>([
    ["no deflate data", hex("ff ff ff ff"), "websocket.deflate"],
    ["data that ends within a block", HELLO.subarray(0, 4), "websocket.deflate"],
    ["no data at all", new Uint8Array(), "websocket.deflate"],
    ["a reference to what was never sent", HELLO_AGAIN, "websocket.deflate"],
    ["a text that is no UTF-8", compress(Uint8Array.of(0x61, 0xff)), "websocket.utf8"],
    ["a text that ends within a character", compress(Uint8Array.of(0xe2, 0x82)), "websocket.utf8"],
    ["a kilobyte that would be more than a mebibyte", bomb, "websocket.inflated-length"],
    ["more than a mebibyte of compressed data", new Uint8Array(MESSAGE_LIMIT + 1), "websocket.inflated-length"],
  ])("%s", (_, payload, code) => {
    for (const target of ["/ws", ENGINE]) {
      const { records } = new Recording()
        .upgrade(1, target, DEFLATE)
        .frame(1, "client", { rsv: 4, payload }, { rsv: 4, payload: HELLO })
        .frame(1, "server", { rsv: 4, payload: compress("2") });
      const [broken, next, ...others] = only(decode(records), "websocket", "engine.io");
      expect(broken).toMatchObject({ from: "client", kind: "violation", data: { code } });
      expect(next).toMatchObject({ from: "client", kind: "frame", data: { compressed: true } });
      expect(next!.data).not.toHaveProperty("plain");
      expect(kinds(others)).toEqual([
        "server websocket frame",
        ...(target === ENGINE ? ["server engine.io ping"] : []),
      ]);
    }
  });

  test("without context takeover no message refers to an earlier one", () => {
    const send = (extension: string) =>
      new Recording()
        .upgrade(1, "/ws", extension)
        .frame(1, "client", { rsv: 4, payload: HELLO }, { rsv: 4, payload: HELLO_AGAIN }).records;
    expect(kinds(decode(send(DEFLATE))).slice(2)).toEqual(["client websocket frame", "client websocket frame"]);
    expect(kinds(decode(send(`${DEFLATE}; server_no_context_takeover`))).slice(2)).toEqual([
      "client websocket frame",
      "client websocket frame",
    ]);
    expect(kinds(decode(send(`${DEFLATE}; client_no_context_takeover`))).slice(2)).toEqual([
      "client websocket frame",
      "client websocket violation",
    ]);
  });
});

describe("a decoder that gets its inflater later", () => {
  const { records } = new Recording()
    .open(1, "A")
    .upgrade(1, ENGINE, DEFLATE)
    .frame(1, "server", { rsv: 4, payload: compress("2probe") }, { rsv: 4, payload: HELLO })
    .frame(1, "client", { rsv: 4, payload: compress("3probe") }, "5")
    .open(2)
    .request(2, "GET", "/other")
    .frame(1, "server", { rsv: 4, payload: HELLO_AGAIN })
    .close(1);
  /** The answer to the handshake and the frames after it in one chunk, as a proxy may hand them on. */
  const joined = [...records];
  const answer = joined.findIndex((record) => record.type === "bytes" && record.from === "server");
  const [first, second] = joined.slice(answer, answer + 2) as Extract<LogRecord, { type: "bytes" }>[];
  joined.splice(answer, 2, { ...first!, bytes: Uint8Array.from([...first!.bytes, ...second!.bytes]) });

  test("reads the same", () => {
    fc.assert(
      fc.property(fc.constantFrom(records, joined), cuts, (whole, places) => {
        const pieces = split(whole, places);
        const decoder = createDecoder();
        let wanted = 0;
        const entries = pieces.flatMap((record) => {
          const read = decoder.push(record);
          if (decoder.wantsInflater) wanted++;
          return decoder.wantsInflater ? decoder.inflateWith(createInflater, read) : read;
        });
        expect(entries).toEqual(decode(pieces));
        expect(wanted).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  test("wants it from the handshake on, or from the checkpoint on, and reads nothing before", () => {
    const decoder = createDecoder();
    for (const record of joined.slice(0, answer)) decoder.push(record);
    expect(decoder.wantsInflater).toBe(false);
    expect(kinds(decoder.push(joined[answer]!))).toEqual(["server http response"]);
    expect(decoder.wantsInflater).toBe(true);
    const next = joined[answer + 1]!;
    expect(() => decoder.push(next)).toThrow("The decoder wants an inflater before it can read on.");

    const [before, after] = [joined.slice(0, answer + 1), joined.slice(answer + 1)];
    const past = createDecoder(undefined, createInflater);
    for (const record of before) past.skip(record);
    const late = createDecoder(saved(past.checkpoint()));
    expect(late.wantsInflater).toBe(true);
    expect(late.inflateWith(createInflater)).toEqual([]);
    expect(after.flatMap((record) => late.push(record))).toEqual(decode(joined).filter(({ n }) => n >= past.n));
  });

  test("never wants it where nothing is compressed", () => {
    const plain = new Recording().upgrade(1, "/ws").frame(1, "client", "a").frame(1, "server", "b").records;
    const decoder = createDecoder();
    for (const record of plain) decoder.push(record);
    expect(decoder.wantsInflater).toBe(false);
  });
});
