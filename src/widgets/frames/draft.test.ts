import { describe, expect, test } from "vitest";
import { toHex } from "../../../protocol/wire/bytes.ts";
import { framesOf, newKey, rightDraft, type Draft } from "./draft.ts";

const KEY = "37fa213d";
const draft = (changes: Partial<Draft>): Draft => ({ ...rightDraft(KEY), ...changes });

/** The frames' bytes in hexadecimal digits. */
function written(changes: Partial<Draft>): string[] {
  const made = framesOf(draft(changes));
  if ("wrong" in made) throw new Error(made.wrong);
  return made.frames.map((frame) => toHex(frame));
}

describe("a draft becomes the bytes that it says", () => {
  test.each<[what: string, changes: Partial<Draft>, bytes: string[]]>([
    ["RFC 6455 §5.7: a masked text", { text: "Hello" }, ["818537fa213d7f9f4d5158"]],
    ["RFC 6455 §5.7: the same without a mask", { text: "Hello", masked: false }, ["810548656c6c6f"]],
    ["RFC 6455 §5.7: in two fragments", { text: "Hello", masked: false, fragments: 2 }, ["010348656c", "80026c6f"]],
    ["nothing, in two fragments", { masked: false, fragments: 2 }, ["0100", "8000"]],
    ["a message whose end never comes", { text: "hi", masked: false, fin: false, fragments: 2 }, ["010168", "000169"]],
    [
      "a reserved bit, on the first fragment only",
      { text: "hi", masked: false, rsv: 4, fragments: 2 },
      ["410168", "800169"],
    ],
    ["bytes with spaces between them", { source: "hex", hex: "c3 28", masked: false }, ["8102c328"]],
    ["a reserved opcode", { opcode: 11, masked: false }, ["8b00"]],
    ["a length in more bits than it needs", { text: "hi", masked: false, lengthBits: 16 }, ["817e00026869"]],
    ["a length that is not the payload's", { text: "hi", masked: false, length: "5" }, ["81056869"]],
    ["the longest length of all", { masked: false, length: "18446744073709551615" }, ["817fffffffffffffffff"]],
    ["a key that nobody needs", { masked: false, key: "no key" }, ["8100"]],
  ])("%s", (_, changes, bytes) => {
    expect(written(changes)).toEqual(bytes);
  });

  test.each([
    [125, "817d"],
    [126, "817e007e"],
    [65_535, "817effff"],
    [65_536, "817f0000000000010000"],
  ])("%i times x", (run, header) => {
    expect(written({ source: "run", run, masked: false })).toEqual([header + "78".repeat(run)]);
  });
});

test.each<[what: string, changes: Partial<Draft>, field: string]>([
  ["three bytes of key", { key: "37fa21" }, "key"],
  ["no digits in a key", { key: "37fa21zz" }, "key"],
  ["half a byte", { source: "hex", hex: "c" }, "hex"],
  ["126 bytes in 7 bits", { source: "run", run: 126, lengthBits: 7 }, "lengthBits"],
  ["65,536 in 16 bits", { length: "65536", lengthBits: 16 }, "lengthBits"],
  ["a length below nothing", { length: "-1" }, "length"],
  ["a length of more than 64 bits", { length: "18446744073709551616" }, "length"],
])("%s cannot be written", (_, changes, field) => {
  expect(framesOf(draft(changes))).toEqual({ field, wrong: expect.stringMatching(/\.$/) });
});

test("a key is new each time", () => {
  const keys = Array.from({ length: 20 }, newKey);
  expect(new Set(keys).size).toBe(20);
  expect(keys.every((key) => /^[\da-f]{8}$/.test(key))).toBe(true);
});
