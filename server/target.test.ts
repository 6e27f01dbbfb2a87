import { describe, expect, test } from "vitest";
import { clientOf, isLog, labTarget } from "./target.ts";

describe("a lab's path", () => {
  test.each([
    ["/labs/x1_-Z/ws?client=A", "x1_-Z", "/ws?client=A"],
    ["/labs/x/socket.io/?EIO=4", "x", "/socket.io/?EIO=4"],
    ["/labs/x/", "x", "/"],
    ["/labs/x", "x", "/"],
    ["/labs/x?a=b", "x", "/?a=b"],
    ["/labs/x//y/../z", "x", "//y/../z"],
    ["http://localhost:3000/labs/x/y", "x", "/y"],
  ])("%s", (target, id, rest) => {
    expect(labTarget(target)).toEqual({ id, target: rest });
  });

  test.each([
    "/",
    "/labs",
    "/labs/",
    "/labs//x",
    "/labs/%78/",
    "/labs/x.js",
    `/labs/${"x".repeat(65)}/`,
    "/Labs/x/",
    "/api/labs/x",
    "//labs/x/",
    "labs/x/",
    "http://localhost",
    "*",
    "",
  ])("is not %s", (target) => {
    expect(labTarget(target)).toBeUndefined();
  });
});

test.each([
  ["/log", true],
  ["/log?follow=0", true],
  ["/log/", false],
  ["/logs", false],
  ["/x/log", false],
])("%s is the log: %s", (target, log) => {
  expect(isLog({ id: "x", target })).toBe(log);
});

test.each([
  ["/ws?client=A", "A"],
  ["/ws?x=1&client=Ann%20B&client=C", "Ann B"],
  ["/ws?client=", undefined],
  ["/ws?clients=A", undefined],
  ["/client=A", undefined],
  ["/ws", undefined],
  [`/ws?client=${"x".repeat(100)}`, "x".repeat(40)],
])("the client of %s", (target, client) => {
  expect(clientOf(target)).toBe(client);
});
