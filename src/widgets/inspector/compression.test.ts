import { expect, test } from "vitest";
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { made } from "../../client/log/made.fixture.ts";
import { compressionOf } from "./compression.ts";

const frame = (n: number, data: Partial<EntryOf<"websocket", "frame">["data"]>, from = "server"): Entry =>
  made(n, "websocket frame", { from, data: { length: 7, compressed: true, ...data } });

test.each<[what: string, entries: Entry[], said: string]>([
  ["a whole message", [frame(1, { plain: 1_234 })], "Compressed: 7 bytes on the wire, 1,234 bytes plain."],
  ["one byte of each", [frame(1, { length: 1, plain: 1 })], "Compressed: 1 byte on the wire, 1 byte plain."],
  [
    "a message in three frames, with a ping in between",
    [
      frame(1, {}),
      frame(2, { name: "ping", length: 99, compressed: undefined! }),
      frame(3, {}),
      frame(4, { plain: 50 }),
    ],
    "Compressed: 21 bytes on the wire in 3 frames, 50 bytes plain.",
  ],
  ["a message whose end has not come", [frame(1, {})], "Compressed: 7 bytes on the wire; the message goes on."],
  [
    "what the other side sent is another message",
    [frame(1, { plain: 9 }), frame(2, { plain: 8 }, "client")],
    "Compressed: 7 bytes on the wire, 9 bytes plain.",
  ],
  ["a frame that is not compressed", [frame(1, { compressed: undefined! })], ""],
  ["something else", [made(1, "tcp chunk")], ""],
])("%s", (_, entries, said) => {
  expect(compressionOf(entries[0]!, entries)).toBe(said);
});
