import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeFrame, headerLength } from "../../../protocol/wire/frame.ts";
import { bitsOf, gridOf, unmasking } from "./frame-bits.ts";

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** RFC 6455 §5.7: a single-frame masked text message, "Hello". */
const HELLO = encodeFrame({ payload: "Hello", key: KEY });

const told = (frame: Uint8Array, columns = 32) =>
  gridOf(frame, columns).map(({ label, bits, continued }) => `${continued ? "… " : ""}${label} ${bits}`);

describe("the grid of RFC 6455 §5.2", () => {
  test("has the bits of the RFC's masked Hello", () => {
    expect(told(HELLO)).toEqual([
      "FIN 1",
      "RSV1 0",
      "RSV2 0",
      "RSV3 0",
      "opcode 0001",
      "MASK 1",
      "payload len 0000101",
      "masking-key 0011011111111010",
      "… masking-key 0010000100111101",
      "payload data 0111111110011111",
    ]);
  });

  test.each([
    [125, "payload len", ["1111101"]],
    [126, "extended payload length", ["0000000001111110"]],
    [65_536, "extended payload length", ["0".repeat(16), "0".repeat(31) + "1", "0".repeat(16)]],
  ])("writes a length of %i in %s", (length, label, bits) => {
    const cells = gridOf(encodeFrame({ payload: new Uint8Array(length) }), 32);
    expect(cells.filter((cell) => cell.label === label).map((cell) => cell.bits)).toEqual(bits);
  });

  test("says nothing of what was cut off", () => {
    expect(told(HELLO.subarray(0, 1))).toEqual(["FIN 1", "RSV1 0", "RSV2 0", "RSV3 0", "opcode 0001"]);
    expect(told(new Uint8Array())).toEqual([]);
  });

  test("of any frame is its header's bits, without a gap, and never crosses a line", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 15 }),
        fc.constantFrom(8, 16, 32),
        (payload, masked, opcode, columns) => {
          const frame = encodeFrame({ payload, opcode, key: masked ? KEY : undefined });
          const cells = gridOf(frame, columns);
          const end = cells.at(-1)!.to;
          expect(cells.map(({ bits }) => bits).join("")).toBe(bitsOf(frame, 0, end));
          expect(end).toBeGreaterThanOrEqual(headerLength(frame[1]!) * 8);
          for (const { from, to } of cells) expect(Math.floor(from / columns)).toBe(Math.floor((to - 1) / columns));
        },
      ),
    );
  });
});

describe("unmasking byte by byte", () => {
  test("is the wire XOR the key, four bytes in turn", () => {
    const rows = unmasking(HELLO, 5);
    expect(rows.map(({ plain }) => String.fromCharCode(plain)).join("")).toBe("Hello");
    expect(rows[4]).toEqual({ index: 4, at: 10, wire: 0x58, key: 0x37, plain: 0x6f });
  });

  test.each([
    ["a frame without a mask", encodeFrame({ payload: "Hello" })],
    ["a frame cut off in its key", HELLO.subarray(0, 5)],
    ["nothing", new Uint8Array()],
  ])("has no rows for %s", (_, frame) => {
    expect(unmasking(frame, 5)).toEqual([]);
  });
});
