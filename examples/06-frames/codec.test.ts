import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeClose, encodeFrame as encodeByOurs } from "../../protocol/wire/frame.ts";
import { frameStreams, key, line, long, readByWs, small, untilItEnds } from "../../protocol/wire/referee.ts";
import { decodeFrame, encodeFrame, encodeMasked, OPCODE, ProtocolError, Receiver, type Event } from "./codec.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("the examples of RFC 6455 §5.7", () => {
  const masked = { key: hex("37 fa 21 3d") };
  const examples: [string, Buffer, string][] = [
    ["an unmasked text", encodeFrame(OPCODE.text, Buffer.from("Hello")), "81 05 48 65 6c 6c 6f"],
    ["a masked text", encodeFrame(OPCODE.text, Buffer.from("Hello"), masked), "81 85 37 fa 21 3d 7f 9f 4d 51 58"],
    ["a first fragment", encodeFrame(OPCODE.text, Buffer.from("Hel"), { fin: false }), "01 03 48 65 6c"],
    ["a last fragment", encodeFrame(OPCODE.continuation, Buffer.from("lo")), "80 02 6c 6f"],
    ["a ping", encodeFrame(OPCODE.ping, Buffer.from("Hello")), "89 05 48 65 6c 6c 6f"],
    ["a masked pong", encodeFrame(OPCODE.pong, Buffer.from("Hello"), masked), "8a 85 37 fa 21 3d 7f 9f 4d 51 58"],
    ["256 bytes", encodeFrame(OPCODE.binary, Buffer.alloc(256)).subarray(0, 4), "82 7e 01 00"],
    ["64 KiB", encodeFrame(OPCODE.binary, Buffer.alloc(65_536)).subarray(0, 10), "82 7f 00 00 00 00 00 01 00 00"],
  ];
  test.each(examples)("%s", (_, frame, expected) => {
    expect(frame.toString("hex")).toBe(expected.replaceAll(" ", ""));
  });
});

test("frames are written as Wirelight writes them, and read back", () => {
  const opcode = fc.constantFrom(...Object.values(OPCODE));
  const frame = fc.record({ opcode, fin: fc.boolean(), payload: fc.oneof(small, long), key: fc.option(key) });
  fc.assert(
    fc.property(frame, fc.uint8Array({ maxLength: 3 }), ({ opcode, fin, payload, key }, more) => {
      const written = encodeFrame(opcode, Buffer.from(payload), { fin, ...(key && { key: Buffer.from(key) }) });
      expect(written.equals(encodeByOurs({ opcode, fin, payload, key: key ?? undefined }))).toBe(true);
      expect(decodeFrame(Buffer.concat([written, more]), 100_000)).toEqual({
        frame: { fin, rsv: 0, opcode, masked: key !== null, payload: Buffer.from(payload) },
        size: written.length,
      });
      expect(decodeFrame(written.subarray(0, -1), 100_000)).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});

test("a client masks with a new key each time", () => {
  const frames = Array.from({ length: 20 }, () => encodeMasked(OPCODE.text, "hi").toString("hex"));
  expect(new Set(frames).size).toBe(20);
});

/** As `line` says it. */
function told(event: Event): string {
  if (event.type === "text") return line("text", Buffer.from(event.text));
  if (event.type !== "close") return line(event.type, event.data);
  return event.code === undefined ? "close " : line("close", encodeClose(event.code, event.reason));
}

function readByCodec(from: "client" | "server", pieces: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const receiver = new Receiver(from, 100_000);
  try {
    for (const piece of pieces) for (const event of receiver.read(Buffer.from(piece))) lines.push(told(event));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    lines.push(`WS_ERR ${error.code}`);
  }
  return lines;
}

/** ws has many names for what is wrong; the other side only sees a close code. */
function withCloseCode(line: string): string {
  if (!line.startsWith("WS_ERR")) return line;
  const code = line === "WS_ERR_INVALID_UTF8" ? 1007 : line === "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH" ? 1009 : 1002;
  return `WS_ERR ${code}`;
}

test("generated messages, and what may end them: ws is told the same", { timeout: 30_000 }, async () => {
  let messages = 0;
  await fc.assert(
    fc.asyncProperty(frameStreams, async ({ from, pieces }) => {
      const lines = untilItEnds(readByCodec(from, pieces));
      messages += lines.length;
      expect(lines).toEqual(untilItEnds(await readByWs(from, pieces)).map(withCloseCode));
    }),
    { numRuns: 300 },
  );
  expect(messages).toBeGreaterThan(12_000);
});

describe("what is too long is refused before it has come", () => {
  const tooLong: [string, Buffer][] = [
    ["a frame of 16 bits", hex("82 fe 00 65")],
    ["a frame of 64 bits", hex("82 ff 7f ff ff ff ff ff ff ff")],
    ["fragments", Buffer.concat([encodeMasked(2, Buffer.alloc(60), false), encodeMasked(0, Buffer.alloc(60))])],
  ];
  test.each(tooLong)("%s", (_, bytes) => {
    expect(() => [...new Receiver("client", 100).read(bytes)]).toThrow(ProtocolError);
    expect(() => [...new Receiver("client", 100).read(bytes)]).toThrow(/more than 100/);
  });
});
