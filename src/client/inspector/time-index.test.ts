import { describe, expect, test } from "vitest";
import type { Row } from "../log/line.ts";
import { lineOf, made } from "../log/made.fixture.ts";
import { TimeIndex, timeOf } from "./time-index.ts";

/** A view whose rows began at these times. */
function viewOf(...times: number[]) {
  const rows: Row[] = times.map((t, seq) => ({ seq, lines: [lineOf(made(seq + 1, "websocket frame", { t }))] }));
  return {
    rows,
    gone: 0,
    get length() {
      return this.rows.length;
    },
    at: (i: number) => rows[i],
    indexOf: (unit: unknown) => rows.indexOf(unit as Row),
    drop(count: number) {
      this.gone += rows.splice(0, count).length;
    },
    add(t: number) {
      const seq = this.gone + rows.length;
      rows.push({ seq, lines: [lineOf(made(seq + 1, "websocket frame", { t }))] });
    },
  };
}

const timesIn = (index: TimeIndex) => Array.from({ length: index.length }, (_, i) => timeOf(index.at(i)!));

describe("messages by time", () => {
  test("stand in order of time, whatever order they came in", () => {
    const index = new TimeIndex();
    const view = viewOf(1, 5, 3);
    index.sync(view);
    view.add(4);
    view.add(0);
    expect(index.sync(view)).toBe(true);
    expect(timesIn(index)).toEqual([0, 1, 3, 4, 5]);
    expect(index.sync(view)).toBe(false);
  });

  test("are found by a moment", () => {
    const index = new TimeIndex();
    index.sync(viewOf(1, 3, 3, 9));
    expect([index.from(0), index.from(3), index.from(4), index.from(10)]).toEqual([0, 1, 3, 4]);
    expect(index.range).toEqual([1, 9]);
  });

  test("know their place among others of the same moment", () => {
    const index = new TimeIndex();
    const view = viewOf(2, 2, 2);
    index.sync(view);
    expect(view.rows.map((row) => index.indexOf(row))).toEqual([0, 1, 2]);
    expect(index.indexOf(viewOf(2).rows[0]!)).toBe(-1);
  });

  test("go when the log has let them go, and come once only", () => {
    const index = new TimeIndex();
    const view = viewOf(...Array.from({ length: 3_000 }, (_, i) => i));
    index.sync(view);
    view.drop(1_500);
    view.add(3_000);
    index.sync(view);
    expect(index.length).toBe(1_501);
    expect(index.range).toEqual([1_500, 3_000]);
  });
});
