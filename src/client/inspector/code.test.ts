import { describe, expect, test } from "vitest";
import { decode, MASKING_KEY, Recording, text } from "../../../protocol/testing.ts";
import { encodeClose, OPCODE, type FrameFields } from "../../../protocol/wire/frame.ts";
import { codeOf, elementsOf } from "./code.ts";

const EIO = "/socket.io/?EIO=4&transport=websocket";

/** The line of code for a client's frame, and the bytes that each linked part became. */
function code(target: string, ...frames: (FrameFields | string)[]): { line: string; became: string[] } | null {
  const record = new Recording()
    .open(1)
    .upgrade(1, target)
    .frame(1, "client", ...frames);
  const entry = decode(record.records).at(-1)!;
  const pieces = codeOf(entry);
  if (!pieces) return null;
  const bytesOf = ({ from, to }: { from: number; to: number }) => text(entry.bytes.subarray(from / 8, to / 8));
  return {
    line: pieces.map((piece) => piece.text).join(""),
    became: pieces.flatMap(({ span }) => (span ? [bytesOf(span)] : [])),
  };
}

describe("the call that makes a packet", () => {
  test.each([
    ['42["hi",{"a":[1,"],"]},null]', 'socket.emit("hi", {"a":[1,"],"]}, null)', ['"hi"', '{"a":[1,"],"]}', "null"]],
    ['4212["hi"]', 'socket.emit("hi", callback)', ['"hi"', "12"]],
    ['42/admin,["hi"]', 'socket.emit("hi")', ['"hi"']],
    ['4312["ok"]', 'callback("ok")', ['"ok"']],
    ["40/admin,", 'io("/admin")', []],
    ["41", "socket.disconnect()", []],
  ])("%s", (packet, line, became) => {
    expect(code(EIO, packet)).toEqual({ line, became });
  });

  test("a raw frame is a send, a close or nobody's call", () => {
    expect(code("/ws", { opcode: OPCODE.binary, payload: "ab" })?.line).toBe("ws.send(bytes /* 2 */)");
    expect(code("/ws", "")).toEqual({ line: 'ws.send("")', became: [] });
    expect(code("/ws", { opcode: OPCODE.close, payload: encodeClose(1000, "bye") })?.line).toBe(
      'ws.close(1000, "bye")',
    );
    expect(code("/ws", { opcode: OPCODE.pong, payload: "x" })).toBeNull();
    expect(code("/ws", { payload: Uint8Array.of(0xff), key: MASKING_KEY })).toBeNull();
  });

  test("an upgrade request is a new WebSocket, another request a fetch", () => {
    const entries = decode(
      new Recording().open(1).request(1, "POST", "/say?x=1", "b").open(2).upgrade(2, "/ws").records,
    );
    const lines = entries
      .filter(({ kind }) => kind === "request")
      .map((entry) =>
        codeOf(entry)!
          .map((p) => p.text)
          .join(""),
      );
    expect(lines).toEqual(['fetch("/say?x=1", { method: "POST" })', 'new WebSocket("/ws")']);
  });
});

test.each(["", "{}", "[", '["', '["a', "[[[", "]"])("no elements are invented in %j", (json) => {
  expect(elementsOf(new TextEncoder().encode(json), 0)).toEqual([]);
});
