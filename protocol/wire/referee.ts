/** For tests: `ws` as the referee of frames, and generated streams of them. */
import fc from "fast-check";
import type { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import * as ws from "ws";
import type { Side } from "./bytes.ts";
import { encodeClose, encodeFrame, OPCODE, type FrameFields } from "./frame.ts";
import { cutAt, cuts } from "./testing.ts";

// Exported by ws, and missing in its types.
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

/** One line for each thing that an endpoint is told. */
export const line = (what: string, bytes: Uint8Array, start = 0, end = bytes.length) =>
  `${what} ${Buffer.from(bytes.subarray(start, end)).toString("hex")}`;

/** What ws is told; a breach of a rule by the name that ws has for it. */
export async function readByWs(from: Side, pieces: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = [];
  const receiver = new Receiver({ isServer: from === "client", allowSynchronousEvents: true, maxPayload: 0 });
  receiver.on("message", (data: Buffer, binary: boolean) => lines.push(line(binary ? "binary" : "text", data)));
  receiver.on("ping", (data: Buffer) => lines.push(line("ping", data)));
  receiver.on("pong", (data: Buffer) => lines.push(line("pong", data)));
  receiver.on("conclude", (code: number, reason: Buffer) =>
    lines.push(code === 1005 ? "close " : line("close", encodeClose(code, reason.toString()))),
  );
  receiver.on("error", (error: Error & { code: string }) => lines.push(error.code));
  // It unmasks in place: it gets a copy.
  for (const piece of pieces) receiver.write(Buffer.from(piece));
  // A stream tells of its error a little later than of its data.
  await setImmediate();
  return lines;
}

/** What an endpoint is told until it closes or fails. */
export function untilItEnds(lines: string[]): string[] {
  const end = lines.findIndex((told) => told.startsWith("close") || told.startsWith("WS_ERR"));
  return end < 0 ? lines : lines.slice(0, end + 1);
}

export const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
const text = fc.string({ unit: "binary", maxLength: 40 }).map((value) => new TextEncoder().encode(value));
export const long = fc.constantFrom(125, 126, 127, 65_535, 65_536).map((length) => new Uint8Array(length).fill(0x61));
export const small = fc.uint8Array({ maxLength: 60 });
const lengthBits = fc.constantFrom<(16 | 64 | undefined)[]>(undefined, undefined, undefined, 16, 64);

/** A data message in one to four frames, with control frames between them. */
const message = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: text }, { weight: 4, arbitrary: small }, { weight: 1, arbitrary: long }),
    fc.array(fc.nat(100), { maxLength: 3 }),
    fc.boolean(),
    lengthBits,
  )
  .map(([payload, places, ping, bits]) => {
    const isText = payload.length === 0 || new TextDecoder().decode(payload).indexOf("\ufffd") < 0;
    const pieces = cutAt(payload, places);
    return pieces.flatMap((piece, i): FrameFields[] => [
      {
        payload: piece,
        opcode: i > 0 ? OPCODE.continuation : isText ? OPCODE.text : OPCODE.binary,
        fin: i === pieces.length - 1,
        lengthBits: bits === 16 && piece.length > 65_535 ? 64 : bits,
      },
      ...(ping && i < pieces.length - 1 ? [{ opcode: OPCODE.ping, payload: "p" }] : []),
    ]);
  });
const control = fc
  .record({ opcode: fc.constantFrom<number[]>(OPCODE.ping, OPCODE.pong), payload: fc.uint8Array({ maxLength: 125 }) })
  .map((fields) => [fields]);

/** What ends a stream: a close frame, or one of everything that may be wrong. */
const last = fc.oneof(
  fc.constant<FrameFields[]>([]),
  fc
    .tuple(fc.nat(5000), fc.string({ maxLength: 20 }))
    .map(([code, reason]) => [{ opcode: OPCODE.close, payload: encodeClose(code, reason) }]),
  fc.constantFrom<FrameFields[][]>(
    [{ opcode: OPCODE.close }],
    [{ opcode: OPCODE.close, payload: Uint8Array.of(3) }],
    [{ opcode: OPCODE.close, payload: Uint8Array.of(3, 232, 0xc0) }],
    [{ opcode: OPCODE.continuation, payload: "x" }],
    [{ fin: false, payload: "x" }, { payload: "y" }],
    [{ payload: Uint8Array.of(0xff) }],
    [
      { fin: false, payload: Uint8Array.of(0xe2, 0x82) },
      { opcode: OPCODE.continuation, payload: "y" },
    ],
    [{ lengthBits: 64, length: 2n ** 63n }],
    [{ opcode: OPCODE.ping, payload: new Uint8Array(126) }],
  ),
  fc
    .record({ fin: fc.boolean(), rsv: fc.nat(7), opcode: fc.nat(15), payload: small })
    // Bad UTF-8 in a first fragment: we report it there, ws with the last one, which would have to come.
    .map(({ fin, ...fields }) => [{ ...fields, fin: fin || fields.opcode === OPCODE.text }]),
);

const stream = fc.tuple<[Side, FrameFields[][], FrameFields[], Uint8Array, boolean, number[]]>(
  fc.constantFrom<Side[]>("client", "server"),
  fc.array(fc.oneof({ weight: 4, arbitrary: message }, { weight: 1, arbitrary: control }), {
    minLength: 40,
    maxLength: 60,
  }),
  last,
  key,
  // Now and then the last frame is masked where it must not be, or the other way round.
  fc.constantFrom(false, false, false, true),
  cuts,
);

/** What one side of a WebSocket sends: 40 to 60 messages, and what may end them; cut anywhere. */
export const frameStreams = stream.map(([from, many, end, maskingKey, wrongMask, places]) => {
  const masking = (fields: FrameFields, wrong: boolean) =>
    // Of a mask and a length that are both wrong ws reports the mask; we say why nothing can be read any more.
    encodeFrame(
      (from === "client") === (wrong && fields.length === undefined) ? fields : { ...fields, key: maskingKey },
    );
  const wire = Buffer.concat([
    ...many.flat().map((fields) => masking(fields, false)),
    ...end.map((fields) => masking(fields, wrongMask)),
  ]);
  return { from, pieces: cutAt(wire, places) };
});
