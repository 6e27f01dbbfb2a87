import fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { acceptSteps, sha1 } from "./accept.ts";

test("the example of RFC 6455 §1.3, step by step", () => {
  expect(acceptSteps("dGhlIHNhbXBsZSBub25jZQ==")).toEqual({
    concatenated: "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
    sha1: "b37a4f2cc0624f1690f64606cf385945b2bec4ea",
    accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  });
});

test("sha1 is that of node:crypto", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      expect(Buffer.from(sha1(message)).toString("hex")).toBe(createHash("sha1").update(message).digest("hex"));
    }),
  );
});
