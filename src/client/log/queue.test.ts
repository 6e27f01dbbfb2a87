import { expect, test } from "vitest";
import { Queue } from "./queue.ts";

test("an item keeps its number while older ones leave", () => {
  const queue = new Queue<number>();
  const left: (number | undefined)[] = [];
  for (let i = 0; i < 10_000; i++) {
    queue.push(i);
    if (i >= 100) left.push(queue.shift());
  }
  expect(left).toEqual(Array.from({ length: 9_900 }, (_, i) => i));
  expect([queue.first, queue.end, queue.length]).toEqual([9_900, 10_000, 100]);
  expect([queue.at(9_899), queue.at(9_900), queue.at(9_999), queue.at(10_000)]).toEqual([
    undefined,
    9_900,
    9_999,
    undefined,
  ]);
  expect([...queue]).toEqual(Array.from({ length: 100 }, (_, i) => 9_900 + i));
});

test("an inserted item moves the later ones up", () => {
  const queue = new Queue<string>();
  for (const item of ["a", "b", "d"]) queue.push(item);
  queue.shift();
  queue.insert(2, "c");
  expect([queue.at(1), queue.at(2), queue.at(3)]).toEqual(["b", "c", "d"]);
});

test("a cleared queue goes on counting", () => {
  const queue = new Queue<string>();
  queue.push("a");
  queue.clear();
  queue.push("b");
  expect([queue.first, queue.length, queue.at(1), queue.shift(), queue.shift()]).toEqual([1, 1, "b", "b", undefined]);
});
