import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex, type Side } from "./bytes.ts";
import { encodeClose, encodeFrame, OPCODE, type FrameFields } from "./frame.ts";
import { cutAt, cuts, FrameCalls, readFrames } from "./testing.ts";
import { FrameReader, KEPT_OF_LONG, MESSAGE_LIMIT } from "./websocket.ts";

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** A frame as a client must send it. */
const fromClient = (fields: FrameFields) => encodeFrame({ key: KEY, ...fields });

const bytes = (...values: number[]) => Uint8Array.from(values);

describe("frames", () => {
  // RFC 6455 §5.7
  test.each<[string, Side, string, object]>([
    ["a text", "server", "810548656c6c6f", { fin: true, opcode: 1, masked: false, length: 5, header: 2 }],
    ["a masked text", "client", "818537fa213d7f9f4d5158", { masked: true, length: 5, header: 6 }],
    ["a ping", "server", "890548656c6c6f", { opcode: 9, length: 5 }],
    ["a masked pong", "client", "8a8537fa213d7f9f4d5158", { opcode: 10 }],
    ["256 bytes", "server", `827e0100${"00".repeat(256)}`, { lengthBits: 16, length: 256, header: 4 }],
    [
      "65,536 bytes",
      "server",
      `827f0000000000010000${"00".repeat(65536)}`,
      { lengthBits: 64, length: 65536, header: 10 },
    ],
  ])("%s", (_, from, hex, fields) => {
    const { frames, brokenBy } = readFrames(from, [Buffer.from(hex, "hex")]);
    expect(brokenBy).toEqual([]);
    expect(frames).toMatchObject([{ violation: null, ...fields }]);
  });

  test("payloads are unmasked", () => {
    const { payload, payloadStart, payloadEnd } = readFrames("client", [fromClient({ payload: "Hello" })]).frames[0]!;
    expect(Buffer.from(payload.subarray(payloadStart, payloadEnd)).toString()).toBe("Hello");
  });

  test("what is read without being kept is the same", () => {
    const seen: string[] = [];
    const reader = new FrameReader("client", false);
    const handler = {
      frame: ({ message }: FrameCalls["frames"][number]) =>
        seen.push(Buffer.from(message!.bytes.subarray(message!.start, message!.end)).toString()),
      broken: () => seen.push("broken"),
    };
    for (const text of ["one", "three", "x".repeat(9000)]) reader.read(fromClient({ payload: text }), handler, false);
    expect(seen).toEqual(["one", "three", "x".repeat(9000)]);
  });
});

describe("messages", () => {
  const text = (call: FrameCalls) =>
    call.frames.map(
      ({ message }) => message && Buffer.from(message.bytes.subarray(message.start, message.end)).toString(),
    );

  test("come with the last of their fragments; control frames may stand between", () => {
    const calls = readFrames("client", [
      fromClient({ fin: false, payload: "He" }),
      fromClient({ opcode: OPCODE.ping, payload: "?" }),
      fromClient({ fin: false, opcode: OPCODE.continuation, payload: "ll" }),
      fromClient({ opcode: OPCODE.continuation, payload: "o" }),
      fromClient({ payload: "next" }),
    ]);
    expect(text(calls)).toEqual([null, null, null, "Hello", "next"]);
  });

  test("a character may be cut by fragments", () => {
    const euro = new TextEncoder().encode("€");
    const calls = readFrames("server", [
      encodeFrame({ fin: false, payload: euro.subarray(0, 1) }),
      encodeFrame({ opcode: OPCODE.continuation, payload: euro.subarray(1) }),
    ]);
    expect(text(calls)).toEqual([null, "€"]);
  });

  test("with permessage-deflate they stay compressed, all their fragments", () => {
    const calls = readFrames(
      "server",
      [
        encodeFrame({ rsv: 4, fin: false, payload: bytes(0xff) }),
        encodeFrame({ opcode: OPCODE.continuation, payload: bytes(0xfe) }),
      ],
      { deflate: true },
    );
    expect(calls.frames.map(({ compressed, violation }) => [compressed, violation])).toEqual([
      [true, null],
      [true, null],
    ]);
    expect(calls.frames[1]!.message).toMatchObject({ compressed: true, binary: false, length: 2 });
  });

  test("of a frame longer than the limit only the beginning is kept", () => {
    const payload = new Uint8Array(MESSAGE_LIMIT).fill(97);
    const frame = fromClient({ payload });
    const whole = readFrames("client", [frame, fromClient({ payload: "next" })]);
    expect(whole.frames[0]!).toMatchObject({
      length: MESSAGE_LIMIT,
      end: KEPT_OF_LONG,
      message: { length: MESSAGE_LIMIT },
    });
    expect(whole.frames[0]!.message!.end).toBe(KEPT_OF_LONG - 14);
    expect(whole.all[1]).toMatchObject({ message: expect.stringContaining(toHex(new TextEncoder().encode("next"))) });
    const pieces = [
      frame.subarray(0, 1),
      frame.subarray(1, 70_000),
      frame.subarray(70_000),
      fromClient({ payload: "next" }),
    ];
    expect(readFrames("client", pieces).all).toEqual(whole.all);
  });

  test("of fragments longer than the limit only the beginning is kept", () => {
    const payload = new Uint8Array(600_000);
    const { frames } = readFrames("server", [
      encodeFrame({ opcode: OPCODE.binary, fin: false, payload }),
      encodeFrame({ opcode: OPCODE.continuation, payload }),
    ]);
    expect(frames[1]!.message).toMatchObject({ length: 1_200_000, end: MESSAGE_LIMIT });
  });
});

describe("violations", () => {
  test.each<[string, Side, FrameFields[]]>([
    ["websocket.reserved-bits", "client", [{ key: KEY, rsv: 4 }]],
    ["websocket.reserved-bits", "client", [{ key: KEY, rsv: 1 }]],
    ["websocket.reserved-opcode", "client", [{ key: KEY, opcode: 3 }]],
    ["websocket.reserved-opcode", "client", [{ key: KEY, opcode: 11 }]],
    ["websocket.continuation", "client", [{ key: KEY, opcode: OPCODE.continuation }]],
    ["websocket.control-fragmented", "client", [{ key: KEY, opcode: OPCODE.ping, fin: false }]],
    ["websocket.control-length", "client", [{ key: KEY, opcode: OPCODE.ping, payload: new Uint8Array(126) }]],
    ["websocket.close-length", "client", [{ key: KEY, opcode: OPCODE.close, payload: bytes(3) }]],
    ["websocket.unmasked", "client", [{ payload: "hi" }]],
    ["websocket.masked", "server", [{ key: KEY, payload: "hi" }]],
    ["websocket.utf8", "server", [{ payload: bytes(0xff) }]],
    ["websocket.utf8", "server", [{ payload: bytes(0xe2, 0x82) }]],
    ["websocket.length-form", "server", [{ payload: "hi", lengthBits: 16 }]],
    ["websocket.length-form", "server", [{ payload: "hi", lengthBits: 64 }]],
    ["websocket.length-form", "server", [{ payload: new Uint8Array(65_535), lengthBits: 64 }]],
    ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535].map(
      (code) =>
        ["websocket.close-code", "server", [{ opcode: OPCODE.close, payload: encodeClose(code) }]] as [
          string,
          Side,
          FrameFields[],
        ],
    ),
    ["websocket.close-reason", "server", [{ opcode: OPCODE.close, payload: bytes(3, 232, 0xff) }]],
    ["websocket.interleaved", "server", [{ fin: false, payload: "a" }, { payload: "b" }]],
    ["websocket.after-close", "server", [{ opcode: OPCODE.close }, { payload: "b" }]],
    [
      "websocket.utf8",
      "server",
      [
        { fin: false, payload: bytes(0xe2) },
        { opcode: OPCODE.continuation, payload: "b" },
      ],
    ],
  ])("%s", (code, from, fields) => {
    const { frames } = readFrames(from, fields.map(encodeFrame));
    expect(frames.map(({ violation }) => violation)).toEqual([...fields.slice(1).map(() => null), code]);
    expect(frames.at(-1)!.message === null || code === "websocket.length-form").toBe(true);
  });

  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])(
    "close code %i is allowed",
    (code) => {
      const { frames } = readFrames("server", [
        encodeFrame({ opcode: OPCODE.close, payload: encodeClose(code, "why") }),
      ]);
      expect(frames[0]!.violation).toBe(null);
    },
  );

  test("a length that takes more bits than it needs is reported, and the message handed on, as receivers do", () => {
    const { frames } = readFrames("server", [encodeFrame({ payload: "hi", lengthBits: 16 })]);
    expect(frames[0]).toMatchObject({ violation: "websocket.length-form", message: { length: 2 } });
  });

  test("after any other, messages are no longer handed on, and frames still shown", () => {
    const { frames } = readFrames("client", [encodeFrame({ payload: "hi" }), fromClient({ payload: "ho" })]);
    expect(frames.map(({ violation, message }) => [violation, message])).toEqual([
      ["websocket.unmasked", null],
      [null, null],
    ]);
  });

  test("in a fragment it does not make the following fragments wrong", () => {
    const { frames } = readFrames("server", [
      encodeFrame({ fin: false, payload: bytes(0xff) }),
      encodeFrame({ opcode: OPCODE.continuation, payload: "b" }),
    ]);
    expect(frames.map(({ violation }) => violation)).toEqual(["websocket.utf8", null]);
  });

  test.each([2n ** 63n, 2n ** 64n - 1n, 2n ** 53n])(
    "websocket.length: after a length of %i nothing can be read",
    (length) => {
      const frame = encodeFrame({ length, lengthBits: 64, key: KEY });
      const { frames, brokenBy } = readFrames("client", [frame, fromClient({ payload: "hi" })], { close: true });
      expect(frames).toEqual([]);
      expect(brokenBy).toEqual([["websocket.length", toHex(frame, 10)]]);
    },
  );

  test.each([1, 3, 7])("websocket.incomplete: the connection ends after %i bytes of a frame", (length) => {
    const frame = fromClient({ payload: "hello" }).subarray(0, length);
    expect(readFrames("client", [frame], { close: true }).brokenBy).toEqual([["websocket.incomplete", toHex(frame)]]);
  });
});

describe("any split of the same bytes gives the same frames", () => {
  const frame = fc.record({
    fin: fc.boolean(),
    rsv: fc.constantFrom(0, 0, 0, 0, 4, 1),
    opcode: fc.constantFrom(0, 1, 1, 2, 2, 8, 9, 10, 3),
    payload: fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.uint8Array({ maxLength: 130 })),
    key: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined, freq: 8 }),
    lengthBits: fc.constantFrom<(7 | 16 | 64 | undefined)[]>(undefined, undefined, 16, 64),
  });

  test("also from a checkpoint at any place", () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        cuts,
        fc.constantFrom<Side[]>("client", "server"),
        fc.boolean(),
        (frames, places, from, deflate) => {
          const stream = Buffer.concat(frames.map(encodeFrame));
          const whole = readFrames(from, [stream], { deflate, close: true });
          const calls = new FrameCalls();
          let reader = new FrameReader(from, deflate);
          for (const piece of cutAt(stream, places)) {
            reader.read(piece, calls, true);
            reader = new FrameReader(from, deflate, JSON.parse(JSON.stringify(reader.save())));
          }
          reader.close(calls);
          expect(calls.all).toEqual(whole.all);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("encodeFrame", () => {
  test("what it writes is read back, with every field", () => {
    const fields = fc.record({
      fin: fc.boolean(),
      rsv: fc.nat(7),
      opcode: fc.nat(15),
      payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(70_000))),
      key: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fields, (given) => {
        const [read] = readFrames("client", [encodeFrame(given)]).frames;
        const { fin, rsv, opcode, masked, payload, payloadStart, payloadEnd } = read!;
        expect({ fin, rsv, opcode, masked }).toEqual({
          fin: given.fin,
          rsv: given.rsv,
          opcode: given.opcode,
          masked: given.key !== undefined,
        });
        expect(Buffer.compare(payload.subarray(payloadStart, payloadEnd), given.payload)).toBe(0);
      }),
    );
  });

  test.each<[string, FrameFields]>([
    ["rsv", { rsv: 8 }],
    ["opcode", { opcode: 16 }],
    ["key", { key: new Uint8Array(3) }],
    ["length", { lengthBits: 7, length: 126 }],
    ["length", { lengthBits: 16, length: 65_536 }],
    ["length", { lengthBits: 64, length: 2n ** 64n }],
    ["length", { length: -1 }],
  ])("refuses a %s that does not fit", (_, fields) => {
    expect(() => encodeFrame(fields)).toThrow(RangeError);
  });
});
