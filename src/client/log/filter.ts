/** Which lines a learner wants to see. */
import type { Layer } from "../../../protocol/log.ts";
import { summarize, visible } from "../../../protocol/summary.ts";
import { httpText } from "./content.ts";
import { isPage, type Line, type Row } from "./line.ts";

export interface Filter {
  /** Only entries of these layers; null: of all. */
  layers: ReadonlySet<Layer> | null;
  /** Only entries of this client. */
  client: string | null;
  /** Only entries of this stretch of a connection, e.g. `c3`. */
  conn: string | null;
  /** Only entries whose summary has this text, in any case. */
  text: string;
}

export const EVERYTHING: Filter = { layers: null, client: null, conn: null, text: "" };

export type Test = (unit: Line | Row) => boolean;

/** A row passes if one of its lines passes the whole filter. */
export function testOf(filter: Filter): Test {
  const text = filter.text.trim().toLowerCase();
  const { layers, client, conn } = filter;
  const passes = (line: Line): boolean => {
    const { item } = line;
    if (layers && !layers.has(item.layer)) return false;
    if (client !== null && item.client !== client) return false;
    if (conn !== null && (isPage(item) || item.conn !== conn)) return false;
    return text === "" || searchOf(line).includes(text);
  };
  return (unit) => ("lines" in unit ? unit.lines.some(passes) : passes(unit));
}

/** What a text filter looks at. */
export function searchOf(line: Line): string {
  return (line.search ??= summaryOf(line).toLowerCase());
}

/** One line for a reader. A raw WebSocket's frame and an HTTP body are told by what they say. */
export function summaryOf({ item }: Pick<Line, "item">): string {
  if (isPage(item)) return visible(item.summary);
  const summary = summarize(item);
  if (item.layer === "http") return httpText(item, summary);
  if (item.layer !== "websocket" || item.kind !== "frame" || !item.data.text) return summary;
  return `${visible(JSON.stringify(item.data.text.slice(0, SAID)))}, ${summary}`;
}

/** Characters of a message that stand in its row. */
const SAID = 120;
