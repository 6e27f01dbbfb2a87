import { expect, test } from "vitest";
import type { Line } from "./line.ts";
import { lineOf, made } from "./made.fixture.ts";
import { Preparation } from "./preparation.ts";
import { Queue } from "./queue.ts";

/** Lines, their preparation, and what it asks the page to run when it is idle. */
function setUp() {
  const lines = new Queue<Line>();
  const asked: ((isOver: () => boolean) => void)[] = [];
  const preparation = new Preparation(lines, (work) => void asked.push(work));
  const add = (count: number) => {
    for (let i = 0; i < count; i++)
      lines.push(lineOf(made(lines.end + 1, "tcp chunk", { data: { length: lines.end } })));
    preparation.goOn();
  };
  const ready = () => [...lines].filter(({ search }) => search !== null).length;
  /** @param isOver at the how-manieth look at it */
  const idle = (looks = Infinity) => asked.shift()!(() => --looks < 0);
  return { lines, asked, preparation, add, ready, idle };
}

test("lines are made ready when there is nothing else to do, in as many goes as it takes", () => {
  const { add, ready, idle, asked, lines } = setUp();
  add(100);
  expect(ready()).toBe(0);
  idle(0);
  expect(ready()).toBe(31);
  idle(1);
  expect(ready()).toBe(94);
  idle();
  expect([ready(), asked.length, lines.at(0)!.search]).toEqual([100, 0, "0 bytes"]);
});

test("it is asked for once, and again when more has come", () => {
  const { add, idle, ready, asked } = setUp();
  add(1);
  add(1);
  expect(asked).toHaveLength(1);
  idle();
  add(1);
  expect(asked).toHaveLength(1);
  idle();
  expect(ready()).toBe(3);
});

test("lines that had to go before it came to them are passed over", () => {
  const { add, idle, ready, lines, asked } = setUp();
  add(10);
  for (let i = 0; i < 6; i++) lines.shift();
  idle();
  expect([ready(), asked.length]).toEqual([4, 0]);
  for (let i = 0; i < 4; i++) lines.shift();
  add(1);
  for (let i = 0; i < 1; i++) lines.shift();
  idle();
  expect([ready(), asked.length]).toEqual([0, 0]);
});
