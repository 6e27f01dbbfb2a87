/** HTTP requests with their responses, as they stand in a run. */
import type { Entry, EntryOf, Header } from "../../../protocol/log.ts";
import type { Body } from "../log/content.ts";

export interface Exchange {
  request: EntryOf<"http", "request">;
  response?: EntryOf<"http", "response">;
  /** Of the response, as far as it has come: each chunk, or the whole. */
  bodies: Body[];
}

/** In the order of the requests. On one connection the first response answers the first request (RFC 9112 §9.3.2). */
export function exchangesOf(entries: readonly Entry[]): Exchange[] {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Exchange[]>();
  const answering = new Map<string, Exchange | undefined>();
  for (const entry of entries) {
    if (entry.layer !== "http") continue;
    const waiting = open.get(entry.conn) ?? [];
    if (entry.kind === "request") {
      const exchange: Exchange = { request: entry, bodies: [] };
      exchanges.push(exchange);
      open.set(entry.conn, [...waiting, exchange]);
    } else if (entry.kind === "response" && (entry.data.status >= 200 || entry.data.status === 101)) {
      const [answered, ...others] = waiting;
      if (answered) answered.response = entry;
      answering.set(entry.conn, answered);
      open.set(entry.conn, others);
    } else if (entry.kind === "body" && entry.from === "server") answering.get(entry.conn)?.bodies.push(entry);
  }
  return exchanges;
}

/** The values of a header, joined as HTTP joins them (RFC 9110 §5.3); undefined where it is absent. */
export function headerOf(headers: readonly Header[], name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(", ") : undefined;
}

/** A part of the request's query, e.g. `after` of `/news?after=3`; null where it is absent. */
export function queryOf({ request }: Exchange, name: string): string | null {
  const query = /\?(.*)/.exec(request.data.target)?.[1];
  return new URLSearchParams(query).get(name);
}
