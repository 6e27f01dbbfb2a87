import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptSteps, sha1 } from "./accept.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("the sample key of RFC 6455 §1.3, step by step", () => {
  const { joined, digest, accept } = acceptSteps("dGhlIHNhbXBsZSBub25jZQ==");
  expect(joined).toBe("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  expect(hex(digest)).toBe("b37a4f2cc0624f1690f64606cf385945b2bec4ea");
  expect(accept).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

test.each([
  ["abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
  ["a".repeat(1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
])("the test cases of RFC 3174 §7.3", (message, digest) => {
  expect(hex(sha1(new TextEncoder().encode(message)))).toBe(digest);
});

test("equals Node's SHA-1 for every length around the edges of a block, and for any bytes", () => {
  const node = (bytes: Uint8Array) => createHash("sha1").update(bytes).digest("hex");
  for (let length = 0; length <= 130; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(hex(sha1(bytes))).toBe(node(bytes));
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => hex(sha1(bytes)) === node(bytes)));
});
