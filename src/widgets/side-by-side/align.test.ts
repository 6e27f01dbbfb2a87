import { expect, test } from "vitest";
import { align } from "./align.ts";
import type { Role } from "./packets.ts";

const packet = (role: Role, from: "client" | "server", client = "A") => ({ role, from, client });
const sketch = (rows: ReturnType<typeof align>) =>
  rows.map(({ ws, io }) => `${ws ? `${ws.role} ${ws.client}` : "-"} | ${io ? `${io.role} ${io.client}` : "-"}`);

test("a handshake: what only Socket.IO says has an empty place beside it", () => {
  const ws = [packet("upgrade", "client"), packet("switch", "server")];
  const io = [...ws, packet("session", "server"), packet("join", "client"), packet("join", "server")];
  expect(sketch(align(ws, io))).toEqual([
    "upgrade A | upgrade A",
    "switch A | switch A",
    "- | session A",
    "- | join A",
    "- | join A",
  ]);
});

test("polling first: the upgrade still stands beside the upgrade", () => {
  const ws = [packet("upgrade", "client"), packet("switch", "server")];
  const io = [packet("request", "client"), packet("response", "server"), ...ws, packet("climb", "client")];
  expect(sketch(align(ws, io))).toEqual([
    "- | request A",
    "- | response A",
    "upgrade A | upgrade A",
    "switch A | switch A",
    "- | climb A",
  ]);
});

test("a broadcast: each receiver beside the same receiver, whatever the order on the wire", () => {
  const up = packet("message", "client");
  const toA = packet("message", "server", "A");
  const toB = packet("message", "server", "B");
  expect(sketch(align([up, toA, toB], [up, toA, toB]))).toEqual([
    "message A | message A",
    "message A | message A",
    "message B | message B",
  ]);
  expect(align([up, toA, toB], [up, toB, toA])).toHaveLength(4);
});

test("a direction is part of the task: a close frame sent is not a close frame received", () => {
  expect(sketch(align([packet("close", "client")], [packet("close", "server")]))).toEqual([
    "close A | -",
    "- | close A",
  ]);
});

test("sides without packets make no rows", () => {
  expect(align([], [])).toEqual([]);
  expect(align([packet("close", "client")], [])).toEqual([{ ws: packet("close", "client") }]);
});
