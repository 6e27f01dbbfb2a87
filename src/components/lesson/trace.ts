/** A recorded trace as rows for paper: one a message, and what carried it folded into it. */
import type { JsonEntry } from "../../../protocol/json.ts";
import type { Layer } from "../../../protocol/log.ts";
import { httpText } from "../../client/log/content.ts";

export interface TraceRow {
  n: number;
  /** Who and where to: `A → server`, `A ← server`, or `server` for what happened in its program. */
  way: string;
  layer: Layer;
  what: string;
}

/**
 * @param ndjson lines of the NDJSON view, as in src/traces/
 * @throws when a line is no JSON
 */
export function traceRows(ndjson: string): TraceRow[] {
  const entries = ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonEntry);
  // What the program did with a message is a row of its own, beside the message's.
  const carriers = new Set(entries.filter(({ layer }) => layer !== "app").map(({ parent }) => parent));
  return entries
    .filter(({ n, layer, kind }) => !carriers.has(n) && !(layer === "tcp" && kind === "chunk"))
    .map((entry) => ({ n: entry.n, way: wayOf(entry), layer: entry.layer, what: whatOf(entry) }));
}

function wayOf({ layer, from, client, conn }: JsonEntry): string {
  if (layer === "app") return "server";
  return `${client ?? conn} ${from === "client" ? "→" : "←"} server`;
}

/** Characters of a message: a long one would push the rest off the page. */
const LONGEST = 200;

/** The summary; with what a frame that carries nothing else, or a body, says, as in the log. */
function whatOf(entry: JsonEntry): string {
  const { summary, layer, data, hex = "" } = entry;
  if (layer === "http") {
    const bytes = new Uint8Array(Buffer.from(hex, "hex"));
    return httpText({ ...entry, bytes } as unknown as Parameters<typeof httpText>[0], summary);
  }
  const { text } = data as { text?: string };
  if (layer !== "websocket" || text === undefined) return summary;
  return `${JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)}, ${summary}`;
}
