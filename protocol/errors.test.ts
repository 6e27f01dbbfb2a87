import { expect, test } from "vitest";
import { ERRORS, explain, type ErrorCode } from "./errors.ts";

const codes = Object.keys(ERRORS) as ErrorCode[];

test.each(codes.filter((code) => explain(code).close !== undefined))("%s fits into a close frame", (code) => {
  const { close, message } = explain(code);
  expect(new TextEncoder().encode(message).length).toBeLessThanOrEqual(123);
  // RFC 6455 §7.4: what an endpoint may send.
  expect([1002, 1007, 1008, 1009].includes(close!) || (close! >= 4_000 && close! < 5_000)).toBe(true);
});

test.each(codes)("%s says what happened and what to do, in sentences", (code) => {
  const { status = 400, message, hint } = explain(code);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(message).toMatch(/^[A-Z].*[.)]$/s);
  expect(hint).toMatch(/^[A-Z].*[.}]$/s);
});
