/** Three ways to get no connection: what the page was told of each, and what the server has of it. */
import type { PageEntry } from "../../../protocol/log.ts";
import { exchangesOf } from "../../client/missions/exchanges.ts";
import type { Run } from "../../client/missions/mission.ts";

export type Failure = "nobody" | "nothing" | "members";

/** A port that no program of a usual machine listens at, and that browsers do not block as unsafe. */
const DEAD_PORT = 2;

export const FAILURES: readonly { id: Failure; label: string }[] = [
  { id: "nobody", label: "a port at which nobody listens" },
  { id: "nothing", label: "a path that the server does not have" },
  { id: "members", label: "a path at which it lets nobody in" },
];

/** Where a client has to connect for it. */
export function targetOf(failure: Failure, origin: string): { path: string } | { url: string } {
  if (failure !== "nobody") return { path: failure };
  const url = new URL(origin.replace(/^http/, "ws"));
  url.port = String(DEAD_PORT);
  return { url: url.href };
}

export interface Told {
  /** The page's entry of `new WebSocket()`. */
  p: number;
  /** The events, as the page got them; none yet while it waits. */
  events: readonly string[];
  /** The server's answer, and its entry; null: it has nothing. */
  answer: { n: number; status: number; reason: string } | null;
}

/** The latest attempt of each kind in the run. */
export function failuresIn({ entries, page }: Run): ReadonlyMap<Failure, Told> {
  const told = new Map<Failure, Told>();
  const exchanges = exchangesOf(entries);
  for (const [i, made] of page.entries()) {
    const url = urlOf(made);
    const failure = url && failureOf(url);
    if (!failure) continue;
    const after = page.slice(i + 1);
    const end = after.findIndex((entry) => urlOf(entry) && entry.client === made.client);
    const own = (end < 0 ? after : after.slice(0, end)).filter(({ client }) => client === made.client);
    const answer = exchanges.findLast(
      ({ request: { n, data } }) => n > made.after && data.target === url.pathname + url.search,
    )?.response;
    const { n = 0, data } = answer ?? {};
    told.set(failure, {
      p: made.p,
      events: own.flatMap((entry) => eventOf(entry) ?? []),
      answer: data ? { n, status: data.status, reason: data.reason } : null,
    });
  }
  return told;
}

/** All three were tried, and the page was told the same of each. */
export function areAlike(told: ReadonlyMap<Failure, Told>): boolean {
  const said = FAILURES.map(({ id }) => told.get(id)?.events.join() ?? "");
  return said[0] !== "" && said.every((events) => events === said[0]);
}

function urlOf({ kind, data }: PageEntry): URL | null {
  return kind === "note" && typeof data["url"] === "string" ? new URL(data["url"]) : null;
}

function failureOf({ port, pathname }: URL): Failure | undefined {
  if (port === String(DEAD_PORT)) return "nobody";
  return FAILURES.find(({ id }) => pathname.endsWith(`/${id}`))?.id;
}

function eventOf({ kind, data }: PageEntry): string | null {
  if (kind === "error" && data["event"] === "error") return "error";
  if (kind !== "disconnect") return null;
  const { code, reason, wasClean } = data;
  return `close: code ${String(code)}, reason ${JSON.stringify(reason)}, wasClean ${String(wasClean)}`;
}
