import { describe, expect, test } from "vitest";
import { lineOf, made, madePage } from "../../client/log/made.fixture.ts";
import type { Row } from "../../client/log/line.ts";
import type { Scale } from "../../client/inspector/scale.ts";
import { TimeIndex } from "../../client/inspector/time-index.ts";
import { labelled, markOf, nearest, pictureOf } from "./picture.ts";

function indexOf(rows: Row[]): TimeIndex {
  const index = new TimeIndex();
  index.sync({ gone: 0, length: rows.length, at: (i) => rows[i], indexOf: (unit) => rows.indexOf(unit as Row) });
  return index;
}

const rowAt = (t: number, seq = t): Row => ({
  seq,
  lines: [lineOf(made(seq + 1, "tcp chunk", { t })), lineOf(made(seq + 2, "websocket frame", { t, client: "A" }))],
});

const scale: Scale = { top: 100, zoom: 1, height: 200 };

describe("the timeline's picture", () => {
  test("has what is in the window, at its true place, and nothing else", () => {
    const { marks } = pictureOf(indexOf([50, 99, 100, 150, 299, 300, 400].map((t) => rowAt(t))), scale);
    expect(marks.map(({ y, way, client, layer }) => [y, way, client, layer])).toEqual([
      [0, "to-server", "A", "websocket"],
      [50, "to-server", "A", "websocket"],
      [199, "to-server", "A", "websocket"],
    ]);
  });

  test("counts all of a crowd and draws a few", () => {
    const crowd = Array.from({ length: 20_000 }, (_, seq) => rowAt(100 + seq / 200, seq));
    const { marks, density } = pictureOf(indexOf(crowd), scale);
    expect(marks).toHaveLength(6 * 100);
    expect([density[0], density[99], density[100]]).toEqual([200, 200, 0]);
  });

  test("tells a message from what happened at one end", () => {
    const page: Row = { seq: 0, lines: [lineOf(madePage(1, { kind: "error" }))] };
    const program: Row = { seq: 1, lines: [lineOf(made(1, "app emit", { from: "server" }))] };
    const answer: Row = { seq: 2, lines: [lineOf(made(2, "http response", { from: "server" }))] };
    expect([page, program, answer].map((row) => [markOf(row, scale).way, markOf(row, scale).bad])).toEqual([
      ["in-client", true],
      ["in-server", false],
      ["to-client", false],
    ]);
  });

  test("labels what has room, and the chosen one in any case", () => {
    const marks = [100, 105, 112, 130].map((t) => markOf(rowAt(t), scale));
    expect(labelled(marks, 15, null).map(({ y }) => y)).toEqual([0, 30]);
    expect(labelled(marks, 15, marks[2]!.row).map(({ y }) => y)).toEqual([12, 30]);
  });

  test("finds what was pointed at", () => {
    const marks = [100, 105, 160].map((t) => markOf(rowAt(t), scale));
    expect(nearest(marks, 4, 8)?.y).toBe(5);
    expect(nearest(marks, 40, 8)).toBeNull();
  });
});
