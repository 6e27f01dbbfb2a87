/** The news of lessons 1 and 2, as it stands in a run: by requests, and by streams of events. */
import type { Entry } from "../../../protocol/log.ts";
import { type News, newsIn } from "../news/news.ts";
import { type Body, contentOf } from "../log/content.ts";
import { type Exchange, exchangesOf, headerOf, queryOf } from "./exchanges.ts";

/** A request for news that was answered. */
export interface AnsweredPoll {
  exchange: Exchange & { response: NonNullable<Exchange["response"]> };
  news: readonly News[];
  /** Its client begins, or begins anew: what this one brings may have been there for long. */
  begins: boolean;
}

/** The answered polls of each client, in order. */
export function pollsOf(entries: readonly Entry[]): Map<string, AnsweredPoll[]> {
  const polls = Map.groupBy(exchangesOf(entries).filter(isPoll), ({ request }) => request.client ?? "");
  return new Map([...polls].map(([client, exchanges]) => [client, inOrder(exchanges)]));
}

function inOrder(exchanges: readonly AnsweredPoll["exchange"][]): AnsweredPoll[] {
  /** Whether the client has any news by now. */
  let has: boolean | undefined;
  return exchanges.map((exchange) => {
    const news = newsOf(exchange);
    const names = Number(queryOf(exchange, "after")) > 0;
    const begins = has === undefined || (has && !names);
    has = names || news.length > 0;
    return { exchange, news, begins };
  });
}

function isPoll(exchange: Exchange): exchange is AnsweredPoll["exchange"] {
  return /\/news(\?|$)/.test(exchange.request.data.target) && exchange.response !== undefined;
}

/** Missions look at a run again and again: each body is read once. */
const read = new WeakMap<Body, readonly News[]>();

function newsOf({ bodies }: Exchange): readonly News[] {
  const [body] = bodies;
  if (!body) return [];
  let news = read.get(body);
  if (!news) read.set(body, (news = newsIn(textOf(bodies))));
  return news;
}

/** One piece of news in a stream of events. */
export interface StreamedEvent {
  id: number;
  /** The n of the chunk that completed it. */
  n: number;
}

/** An answer that goes on and on. */
export interface Stream {
  exchange: Exchange;
  /** What the request says that its client has seen last. */
  lastEventId: string | undefined;
  events: readonly StreamedEvent[];
}

/** Requests for a stream of events, in order. */
export function streamsOf(entries: readonly Entry[]): Stream[] {
  return exchangesOf(entries)
    .filter(({ request }) => /\/events(\?|$)/.test(request.data.target))
    .map((exchange) => ({
      exchange,
      lastEventId: headerOf(exchange.request.data.headers, "last-event-id"),
      events: eventsIn(exchange.bodies),
    }));
}

/** Events end with an empty line, wherever the chunks end. */
function eventsIn(bodies: readonly Body[]): StreamedEvent[] {
  const events: StreamedEvent[] = [];
  const decoder = new TextDecoder();
  let held = "";
  for (const body of bodies) {
    const whole = (held + decoder.decode(contentOf(body), { stream: true })).split("\n\n");
    held = whole.pop()!;
    for (const event of whole) {
      const id = /^id: *(\d+)$/m.exec(event)?.[1];
      if (id !== undefined) events.push({ id: Number(id), n: body.n });
    }
  }
  return events;
}

function textOf(bodies: readonly Body[]): string {
  const decoder = new TextDecoder();
  return bodies.map((body) => decoder.decode(contentOf(body), { stream: true })).join("");
}
