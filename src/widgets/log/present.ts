/** What a row of the log shows, from what the store holds. */
import { LAYERS, type Layer } from "../../../protocol/log.ts";
import { summaryOf } from "../../client/log/filter.ts";
import { isPage, isWire, keyOf, type Line } from "../../client/log/line.ts";
import type { LogStore } from "../../client/log/store.ts";
import type { Unit } from "../../client/log/view.ts";

/**
 * Where it happened: on the wire towards the server or towards the client; else in the client's page, in the server's
 * program, or to the lab as a whole.
 */
export type Way = "to-server" | "to-client" | "in-client" | "in-server" | "in-lab";

/** One place of the strip: the message has this layer, or shares it with the message before, or has it not. */
export type StripPlace = "own" | "shared" | "none";

export interface RowModel {
  unit: Unit;
  /** The line that stands for the whole. */
  key: string;
  layer: Layer;
  kind: string;
  /** Seconds since the lab began. */
  time: string;
  client: string | null;
  way: Way;
  /** In the order of LAYERS. */
  strip: readonly StripPlace[];
  summary: string;
  /** Something is wrong here: a violation, an error, a refusal. */
  bad: boolean;
}

/** How a place reads aloud, e.g. `A to server`. */
export function wayText(way: Way, client: string | null): string {
  const who = client ?? "client";
  switch (way) {
    case "to-server":
      return `${who} to server`;
    case "to-client":
      return `server to ${who}`;
    case "in-client":
      return `in ${who}'s page`;
    case "in-server":
      return "in the server's program";
    case "in-lab":
      return "the lab";
  }
}

export function modelOf(unit: Unit, store: Pick<LogStore, "parentOf">): RowModel {
  const lines = "lines" in unit ? unit.lines : [unit];
  const main = mainLine(lines);
  const { item } = main;
  return {
    unit,
    key: keyOf(item),
    layer: item.layer,
    kind: item.kind,
    time: timeText(lines[0]!.item.t),
    client: lines.find((line) => line.item.client)?.item.client ?? null,
    way: wayOf(main),
    strip: "lines" in unit ? stripOf(lines, store) : LAYERS.map((layer) => (layer === item.layer ? "own" : "none")),
    summary: [main, ...bodiesOf(main, lines)].map(summaryOf).join(": "),
    bad: lines.some(({ item: { kind } }) => kind === "violation" || kind === "error" || kind === "refusal"),
  };
}

/** Milliseconds as seconds, e.g. `1.043`. */
export function timeText(t: number): string {
  return (t / 1000).toFixed(3);
}

/** The lines of a row from the call down to the bytes, with those that it shares with other messages. */
export function layersOf(unit: Unit, store: Pick<LogStore, "parentOf">): { line: Line; shared: boolean }[] {
  if (!("lines" in unit)) return [{ line: unit, shared: false }];
  const own = unit.lines.map((line) => ({ line, shared: false }));
  const shared = sharedLines(unit.lines, store).map((line) => ({ line, shared: true }));
  return [...own, ...shared].sort((a, b) => rank(b.line) - rank(a.line) || a.line.seq - b.line.seq);
}

/** The outermost thing that was on the wire; for what never was, the first line. */
export function mainLine(lines: readonly Line[]): Line {
  let main: Line | undefined;
  for (const line of lines) if (isWire(line.item) && (!main || rank(line) > rank(main))) main = line;
  return main ?? lines[0]!;
}

/** What follows an HTTP head in its row, unless it was told already. */
function bodiesOf({ item: { layer, kind } }: Line, lines: readonly Line[]): readonly Line[] {
  return layer === "http" && kind !== "body" ? lines.filter(({ item }) => item.kind === "body").slice(0, 1) : [];
}

export function wayOf({ item }: Line): Way {
  if (isPage(item)) return "in-client";
  if (item.from === "lab") return "in-lab";
  if (isWire(item)) return item.from === "client" ? "to-server" : "to-client";
  return "in-server";
}

function stripOf(lines: readonly Line[], store: Pick<LogStore, "parentOf">): StripPlace[] {
  const shared = new Set(sharedLines(lines, store).map((line) => line.item.layer));
  return LAYERS.map((layer) =>
    lines.some((line) => line.item.layer === layer) ? "own" : shared.has(layer) ? "shared" : "none",
  );
}

/** What the lowest line stands on, as far as it is held: it carried another message too. */
function sharedLines(lines: readonly Line[], store: Pick<LogStore, "parentOf">): Line[] {
  const shared: Line[] = [];
  let lowest = lines.reduce((low, line) => (rank(line) < rank(low) ? line : low));
  for (let parent = store.parentOf(lowest); parent && !lines.includes(parent); parent = store.parentOf(lowest)) {
    shared.push(parent);
    lowest = parent;
  }
  return shared;
}

function rank(line: Line): number {
  return LAYERS.indexOf(line.item.layer);
}
