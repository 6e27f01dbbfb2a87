import { expect, test } from "vitest";
import type { Note } from "../protocol/records.ts";
import { Ring } from "./ring.ts";

const note: Note = { layer: "app", kind: "note", from: "lab", data: { text: "here" } };

test("gives back what was kept, by number", () => {
  const ring = new Ring();
  ring.pushBytes(3, "client", 1.5, Buffer.from("up"));
  ring.pushBytes(4_000_000_000, "server", 2.5, Buffer.from("down"));
  ring.pushNote(0, 3.5, note);
  expect([ring.at(0), ring.at(1), ring.at(2)]).toEqual([
    { type: "bytes", conn: 3, from: "client", t: 1.5, bytes: Buffer.from("up") },
    { type: "bytes", conn: 4_000_000_000, from: "server", t: 2.5, bytes: Buffer.from("down") },
    { type: "note", conn: 0, t: 3.5, note },
  ]);
});

test("keeps order and numbers while it grows and lets go", () => {
  const ring = new Ring();
  let pushed = 0;
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < 7; i++) ring.pushBytes(pushed, "server", pushed, Buffer.from(`${pushed++}`));
    for (let i = 0; i < 5; i++) ring.shift();
    expect([ring.first, ring.next, ring.length]).toEqual([(round + 1) * 5, (round + 1) * 7, (round + 1) * 2]);
  }
  for (let number = ring.first; number < ring.next; number++)
    expect(ring.at(number)).toEqual({
      type: "bytes",
      conn: number,
      from: "server",
      t: number,
      bytes: Buffer.from(`${number}`),
    });
});

test("its cost rises with what it keeps and falls to nothing with what it lets go", () => {
  const ring = new Ring();
  ring.pushBytes(1, "client", 0, Buffer.alloc(1_000));
  const one = ring.bytes;
  ring.pushNote(0, 0, note);
  expect(one).toBeGreaterThan(1_000);
  expect(ring.bytes).toBeGreaterThan(one);
  ring.shift();
  ring.shift();
  expect(ring.bytes).toBe(0);
});
