import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAt, cuts } from "./testing.ts";
import { checkUtf8, decodeUtf8, UTF8_START } from "./utf8.ts";

const check = (pieces: readonly Uint8Array[]) =>
  pieces.reduce((state, piece) => (state < 0 ? state : checkUtf8(state, piece, 0, piece.length)), UTF8_START) ===
  UTF8_START;

const bytes = (...values: number[]) => Uint8Array.from(values);

describe("checkUtf8", () => {
  test.each([
    ["an overlong slash", bytes(0xc0, 0xaf)],
    ["an overlong character of three bytes", bytes(0xe0, 0x9f, 0xbf)],
    ["an overlong character of four bytes", bytes(0xf0, 0x8f, 0xbf, 0xbf)],
    ["a surrogate", bytes(0xed, 0xa0, 0x80)],
    ["beyond U+10FFFF", bytes(0xf4, 0x90, 0x80, 0x80)],
    ["a continuation byte alone", bytes(0x80)],
    ["a character that is not whole", bytes(0xe2, 0x82)],
    ["after eight plain bytes", bytes(97, 97, 97, 97, 97, 97, 97, 97, 0xff)],
  ])("refuses %s", (_, text) => {
    expect(check([text])).toBe(false);
  });

  test("accepts what TextDecoder accepts, however the bytes are cut", () => {
    // Bytes near the borders of UTF-8 are more telling than any bytes.
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4),
    );
    const anything = fc.array(byte, { maxLength: 24 }).map((values) => bytes(...values));
    const text = fc.string({ unit: "binary", maxLength: 24 }).map((value) => new TextEncoder().encode(value));
    fc.assert(
      fc.property(fc.oneof(anything, text), cuts, (whole, places) => {
        expect(check(cutAt(whole, places))).toBe(decodeUtf8(whole) !== undefined);
      }),
      { numRuns: 20_000 },
    );
  });
});

test("a byte order mark is part of the text", () => {
  expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
});
