import { describe, expect, test } from "vitest";
import { encodeFrame } from "../../../protocol/wire/frame.ts";
import { litText, shownBytes } from "./lit.ts";

const key = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const HI = encodeFrame({ payload: "hi", key });
const bit = (at: number) => ({ from: at, to: at + 1 });
const byte = (at: number) => ({ from: at * 8, to: at * 8 + 8 });

describe("what is lit, in words", () => {
  test.each([
    ["a bit of the header", HI, bit(8), "MASK: 1: masked, as all frames of clients"],
    ["a field of four bits", HI, { from: 4, to: 8 }, "opcode: 1: text"],
    ["a byte of the header", HI, byte(1), "Byte 1: 1000 0010, which is MASK, payload len"],
    ["a byte of the key", HI, byte(4), "masking-key: four bytes that the client chose at random for this frame"],
    ["a masked byte", HI, byte(6), "Byte 6: 68 “h” XOR 37 of the key is 5f on the wire"],
    ["a byte without a mask", encodeFrame({ payload: "h\n" }), byte(3), "Byte 3: 0a, as it is"],
    ["the payload", HI, { from: 48, to: 64 }, "payload data: the first of 2 bytes"],
  ])("%s", (_, frame, lit, text) => {
    expect(litText(frame, lit)).toBe(text);
  });
});

describe("the bytes of a frame", () => {
  test("are its header, its key and its payload, unmasked", () => {
    expect(shownBytes(HI, 100).map(({ hex, part, character }) => [hex, part, character])).toEqual([
      ["81", "header", ""],
      ["82", "header", ""],
      ["37", "key", ""],
      ["fa", "key", ""],
      ["21", "key", ""],
      ["3d", "key", ""],
      ["5f", "payload", "h"],
      ["93", "payload", "i"],
    ]);
  });

  test("are as many as are wanted, a longer length and no key among them", () => {
    expect(shownBytes(encodeFrame({ payload: "x".repeat(200) }), 5).map(({ part }) => part)).toEqual([
      "header",
      "header",
      "header",
      "header",
      "payload",
    ]);
  });
});
