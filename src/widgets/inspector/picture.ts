/** What the timeline draws of a stretch of time: never more than fits on the screen, however much passed. */
import type { Layer } from "../../../protocol/log.ts";
import type { Row } from "../../client/log/line.ts";
import { type Scale, timeAt, yOf } from "../../client/inspector/scale.ts";
import { type TimeIndex, timeOf } from "../../client/inspector/time-index.ts";
import { mainLine, type Way, wayOf } from "../log/present.ts";

/** A message on its way, or something that happened at one end. */
export interface Mark {
  row: Row;
  /** Pixels from the upper edge. */
  y: number;
  way: Way;
  client: string | null;
  layer: Layer;
  bad: boolean;
}

export interface Picture {
  marks: Mark[];
  /** For each pixel from the upper edge, how many messages began there. */
  density: Uint32Array;
}

/** Marks in one line of pixels; further ones could not be told apart. */
const MOST_A_PIXEL = 6;

/** Draws what is in view and nothing else: its cost grows with the height, and not with the length of the log. */
export function pictureOf(index: TimeIndex, scale: Scale): Picture {
  const height = Math.ceil(scale.height);
  const picture: Picture = { marks: [], density: new Uint32Array(height) };
  const end = index.from(timeAt(scale, height));
  for (let i = index.from(scale.top); i < end;) {
    const pixel = Math.min(height - 1, Math.max(0, Math.floor(yOf(scale, timeOf(index.at(i)!)))));
    const next = Math.max(i + 1, Math.min(end, index.from(timeAt(scale, pixel + 1))));
    picture.density[pixel]! += next - i;
    for (let at = i; at < Math.min(next, i + MOST_A_PIXEL); at++) picture.marks.push(markOf(index.at(at)!, scale));
    i = next;
  }
  return picture;
}

export function markOf(row: Row, scale: Scale): Mark {
  const main = mainLine(row.lines);
  return {
    row,
    y: yOf(scale, timeOf(row)),
    way: wayOf(main),
    client: row.lines.find(({ item }) => item.client !== undefined)?.item.client ?? null,
    layer: main.item.layer,
    bad: row.lines.some(({ item }) => item.kind === "violation" || item.kind === "error" || item.kind === "refusal"),
  };
}

/** Marks far enough from each other for a line of text each; the chosen one first of all. */
export function labelled(marks: readonly Mark[], apart: number, chosen: Row | null): Mark[] {
  const first = marks.find(({ row }) => row === chosen);
  const taken: Mark[] = [];
  let last = -Infinity;
  for (const mark of marks) {
    if (mark !== first && (mark.y - last < apart || (first && Math.abs(mark.y - first.y) < apart))) continue;
    taken.push(mark);
    last = mark.y;
  }
  return taken;
}

/** The mark nearest to a height, within reach of a finger; null where there is none. */
export function nearest(marks: readonly Mark[], y: number, reach: number): Mark | null {
  let found: Mark | null = null;
  for (const mark of marks)
    if (Math.abs(mark.y - y) <= reach && (!found || Math.abs(mark.y - y) < Math.abs(found.y - y))) found = mark;
  return found;
}
