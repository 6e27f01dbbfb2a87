/** `ws` is the referee: what it reads and writes, we read and write. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as ws from "ws";
import type { Side } from "./bytes.ts";
import { encodeFrame, OPCODE } from "./frame.ts";
import { frameStreams, key, line, long, readByWs, small, untilItEnds } from "./referee.ts";
import type { RuleCode } from "./rules.ts";
import { readFrames } from "./testing.ts";

// Exported by ws, and missing in its types.
const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } };

/** ws has one code for several of our rules. */
const WS_CODE: Partial<Record<RuleCode, string>> = {
  "websocket.continuation": "WS_ERR_INVALID_OPCODE",
  "websocket.interleaved": "WS_ERR_INVALID_OPCODE",
  "websocket.reserved-opcode": "WS_ERR_INVALID_OPCODE",
  "websocket.control-fragmented": "WS_ERR_EXPECTED_FIN",
  "websocket.control-length": "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
  "websocket.close-length": "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
  "websocket.unmasked": "WS_ERR_EXPECTED_MASK",
  "websocket.masked": "WS_ERR_UNEXPECTED_MASK",
  "websocket.utf8": "WS_ERR_INVALID_UTF8",
  "websocket.close-reason": "WS_ERR_INVALID_UTF8",
  "websocket.close-code": "WS_ERR_INVALID_CLOSE_CODE",
  "websocket.length": "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH",
};

function readByUs(from: Side, pieces: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const { frames, brokenBy } = readFrames(from, pieces);
  for (const { violation, rsv, opcode, message, payload, payloadStart, payloadEnd } of frames) {
    if (violation === "websocket.reserved-bits")
      lines.push((rsv & 3) === 0 ? "WS_ERR_UNEXPECTED_RSV_1" : "WS_ERR_UNEXPECTED_RSV_2_3");
    // A receiver overlooks it.
    else if (violation && violation !== "websocket.length-form") lines.push(WS_CODE[violation] ?? violation);
    else if (message) lines.push(line(message.binary ? "binary" : "text", message.bytes, message.start, message.end));
    else if (opcode === OPCODE.ping) lines.push(line("ping", payload, payloadStart, payloadEnd));
    else if (opcode === OPCODE.pong) lines.push(line("pong", payload, payloadStart, payloadEnd));
    else if (opcode === OPCODE.close) lines.push(line("close", payload, payloadStart, payloadEnd));
  }
  for (const [code] of brokenBy) lines.push(WS_CODE[code]!);
  return lines;
}

test("100,000 generated messages, and what may end them: ws is told the same", { timeout: 60_000 }, async () => {
  let messages = 0;
  await fc.assert(
    fc.asyncProperty(frameStreams, async ({ from, pieces }) => {
      const told = untilItEnds(readByUs(from, pieces));
      messages += told.length;
      expect(told).toEqual(untilItEnds(await readByWs(from, pieces)));
    }),
    { numRuns: 2_200 },
  );
  expect(messages).toBeGreaterThan(100_000);
});

test("frames are written as ws writes them", () => {
  const fields = fc.record({
    fin: fc.boolean(),
    opcode: fc.constantFrom<number[]>(...Object.values(OPCODE)),
    payload: fc.oneof(small, long),
    key: fc.option(key, { nil: undefined }),
    rsv1: fc.boolean(),
  });
  fc.assert(
    fc.property(fields, ({ fin, opcode, payload, key: maskingKey, rsv1 }) => {
      const generateMask = (target: Buffer) => target.set(maskingKey!);
      const options = {
        fin,
        opcode,
        rsv1,
        mask: maskingKey !== undefined,
        readOnly: true,
        maskBuffer: Buffer.alloc(4),
        generateMask,
      };
      const written = Buffer.concat(Sender.frame(Buffer.from(payload), options));
      expect(Buffer.compare(encodeFrame({ fin, opcode, payload, key: maskingKey, rsv: rsv1 ? 4 : 0 }), written)).toBe(
        0,
      );
    }),
    { numRuns: 5_000 },
  );
});
