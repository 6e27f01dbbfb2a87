import { expect, test } from "vitest";
import { hexLines } from "./hex-lines.ts";

const bytes = Uint8Array.from([0x81, 0x85, 0x01, 0x02, 0x03, 0x04, 0x68, 0x69, 0x20]);

test("a line is cut where one field ends and the next begins", () => {
  const fields = [
    { label: "header", start: 0, end: 2, meaning: "" },
    { label: "key", start: 2, end: 6, meaning: "" },
    { label: "payload", start: 6, end: 8, meaning: "" },
  ];
  expect(hexLines(bytes, fields, 4)).toEqual([
    {
      offset: "0000",
      pieces: [
        { field: 0, hex: "81 85", text: "··" },
        { field: 1, hex: "01 02", text: "··" },
      ],
    },
    {
      offset: "0004",
      pieces: [
        { field: 1, hex: "03 04", text: "··" },
        { field: 2, hex: "68 69", text: "hi" },
      ],
    },
    { offset: "0008", pieces: [{ field: -1, hex: "20", text: " " }] },
  ]);
});

test("fields that reach beyond what is shown are cut with it", () => {
  expect(hexLines(bytes.subarray(0, 1), [{ label: "all", start: 0, end: 9, meaning: "" }], 8)).toEqual([
    { offset: "0000", pieces: [{ field: 0, hex: "81", text: "·" }] },
  ]);
});

test("no bytes are no lines", () => {
  expect(hexLines(new Uint8Array(), [], 16)).toEqual([]);
});
