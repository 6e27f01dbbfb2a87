import { encode } from "uqr";
import { describe, expect, test } from "vitest";
import { qrCode, reachesOthers } from "./qr.ts";

test("a QR code has a path over each dark module and nothing else", () => {
  const link = "http://192.168.1.20:3000/lessons/03-one-line-both-ways/#lab=abc";
  const { size, path } = qrCode(link);
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) drawn[Number(y)]![Number(x)] = true;
  expect(drawn).toEqual(encode(link, { ecc: "M", border: 4 }).data);
});

describe("an address reaches others", () => {
  test.each([
    ["http://192.168.1.20:3000/", true],
    ["http://[fe80::1]:3000/", true],
    ["https://course.example/", true],
    ["http://localhost:3000/", false],
    ["http://a.localhost:3000/", false],
    ["http://127.0.0.1:3000/", false],
    ["http://127.1.2.3/", false],
    ["http://[::1]:3000/", false],
  ])("%s: %s", (link, expected) => expect(reachesOthers(link)).toBe(expected));
});
