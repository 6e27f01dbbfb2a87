/** HTTP requests with their responses, as they stand in a run. */
import type { Entry, EntryOf, Header } from "../../../protocol/log.ts";

export interface Exchange {
  request: EntryOf<"http", "request">;
  response?: EntryOf<"http", "response">;
}

/** In the order of the requests. On one connection the first response answers the first request (RFC 9112 §9.3.2). */
export function exchangesOf(entries: readonly Entry[]): Exchange[] {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Exchange[]>();
  for (const entry of entries) {
    if (entry.layer !== "http") continue;
    const waiting = open.get(entry.conn) ?? [];
    if (entry.kind === "request") {
      const exchange = { request: entry };
      exchanges.push(exchange);
      open.set(entry.conn, [...waiting, exchange]);
    } else if (entry.kind === "response" && (entry.data.status >= 200 || entry.data.status === 101)) {
      const [answered, ...others] = waiting;
      if (answered) answered.response = entry;
      open.set(entry.conn, others);
    }
  }
  return exchanges;
}

/** The values of a header, joined as HTTP joins them (RFC 9110 §5.3); undefined where it is absent. */
export function headerOf(headers: readonly Header[], name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(", ") : undefined;
}
