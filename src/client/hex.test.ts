import { expect, test } from "vitest";
import { bytesOfHex, hexOf, spacedHex } from "./hex.ts";

test("a byte has two digits, and bytes have spaces between them", () => {
  expect([hexOf(0), hexOf(255)]).toEqual(["00", "ff"]);
  expect(spacedHex(Uint8Array.of(1, 2, 255))).toBe("01 02 ff");
  expect(spacedHex(new Uint8Array())).toBe("");
});

test.each<[string, number[]]>([
  ["", []],
  ["00fF", [0, 255]],
  [" 8 1\t82\n", [0x81, 0x82]],
])("%j is %j", (text, bytes) => {
  expect(bytesOfHex(text)).toEqual({ bytes: Uint8Array.from(bytes) });
});

test.each([
  ["0x41", "“x” is no hexadecimal digit: those are 0 to 9 and a to f."],
  ["4💥", "“💥” is no hexadecimal digit: those are 0 to 9 and a to f."],
  ["41 4", "Two hexadecimal digits make a byte, and of 3 digits one is left over."],
])("%j is none: %s", (text, wrong) => {
  expect(bytesOfHex(text)).toEqual({ wrong });
});
