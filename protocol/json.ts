/** Entries as JSON: the lines of the NDJSON view and of captures (docs/guides/protocol.md). */
import type { Data, Entry, From, Layer } from "./log.ts";
import { summarize } from "./summary.ts";
import { toHex } from "./wire/bytes.ts";
import { boundedDepth } from "./wire/depth.ts";

/** Bytes of an entry that stand in `hex`; `data.length` says the whole. */
export const HEX_LIMIT = 4_096;

/** An entry for readers outside, its keys in this order. */
export interface JsonEntry {
  n: number;
  /** Milliseconds since the lab began, to a thousandth. */
  t: number;
  conn: string;
  client?: string;
  from: From;
  layer: Layer;
  kind: string;
  parent?: number;
  cause?: number;
  answers?: number;
  summary: string;
  data: Data[Layer][keyof Data[Layer]];
  /** Lower-case hex; absent where there are no bytes. */
  hex?: string;
}

/** The entry as a plain object that `JSON.stringify` can write, however deep its data was nested. */
export function toJson(entry: Entry): JsonEntry {
  const { n, t, conn, client, from, layer, kind, parent, cause, answers, bytes } = entry;
  return {
    n,
    t: Math.round(t * 1000) / 1000,
    conn,
    ...(client === undefined ? {} : { client }),
    from,
    layer,
    kind,
    ...(parent === undefined ? {} : { parent }),
    ...(cause === undefined ? {} : { cause }),
    ...(answers === undefined ? {} : { answers }),
    summary: summarize(entry),
    data: boundedDepth(entry.data) as JsonEntry["data"],
    ...(bytes.length === 0 ? {} : { hex: toHex(bytes, HEX_LIMIT) }),
  };
}

/** One line of NDJSON, without its line end. */
export function toLine(entry: Entry): string {
  return JSON.stringify(toJson(entry));
}
