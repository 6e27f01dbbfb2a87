import { on } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { Meter } from "../meter.ts";
import { run } from "../run.ts";

interface News {
  id: number;
  text: string;
  age: number;
}

/** Pieces of news that each way is followed for. */
const COUNT = 3;

void run(import.meta.url, async ({ http, ws: address }, { say, sent, got, check }) => {
  const show = (lane: string, { id, text, age }: News) => got(lane, `${id}: ${text} (${age} ms old)`);

  /** A request that is held until there is news, and then the next one. */
  async function longPolling(meter: Meter): Promise<News[]> {
    const seen: News[] = [];
    while (seen.length < COUNT) {
      const after = seen.at(-1)?.id ?? "new";
      sent("poll", `GET /news?after=${after}`);
      const { news } = JSON.parse((await meter.get(`${http}/news?client=A&after=${after}`)).body) as { news: News[] };
      for (const each of news) show("poll", each);
      seen.push(...news);
    }
    return seen;
  }

  /** One request, and an answer that does not end. */
  async function serverSentEvents(meter: Meter): Promise<News[]> {
    sent("SSE", "GET /events");
    const response = await meter.open(`${http}/events?client=B`, { Accept: "text/event-stream" });
    return take(response, COUNT, (news) => show("SSE", news));
  }

  /** One handshake, and messages. */
  async function webSocket(meter: Meter): Promise<News[]> {
    sent("ws", "handshake");
    const ws = new WebSocket(`${address}?client=C`, { perMessageDeflate: false });
    ws.on("upgrade", ({ socket }: { socket: Socket }) => meter.add(socket));
    const seen: News[] = [];
    for await (const [data] of on(ws, "message")) {
      seen.push(JSON.parse(String(data)) as News);
      show("ws", seen.at(-1)!);
      if (seen.length === COUNT) break;
    }
    return seen;
  }

  say("Three clients want to know what happens, as soon as it happens. Each is told of three pieces of news.");
  const lanes = { longPolling, serverSentEvents, webSocket };
  const results = await Promise.all(
    Object.entries(lanes).map(async ([name, follow]) => {
      const meter = new Meter();
      const seen = await follow(meter);
      return { name, seen, bytes: meter.bytes, requests: meter.requests, close: () => meter.close() };
    }),
  );
  for (const { name, seen, bytes, close } of results) {
    const ids = seen.map(({ id }) => id);
    check(`${name}: three in a row, ${bytes} bytes`, ids, [ids[0], ids[0]! + 1, ids[0]! + 2]);
    check("and none of them had to wait for long", Math.max(...seen.map(({ age }) => age)) < 500, true);
    close();
  }
  const [poll, sse] = results;
  check("long polling asked once for each piece", poll!.requests, COUNT);
  check("SSE asked once", sse!.requests, 1);
  check("and took fewer bytes", sse!.bytes < poll!.bytes, true);

  say(
    "The connection of the SSE client has ended. Meanwhile, news goes on. A browser connects again by itself and says in Last-Event-ID what it has seen last.",
  );
  const last = sse!.seen.at(-1)!.id;
  const meter = new Meter();
  const missed = JSON.parse((await meter.get(`${http}/news?client=A&after=${last}`)).body) as { news: News[] };
  for (const each of missed.news) show("poll", each);
  sent("SSE", `GET /events, Last-Event-ID: ${last}`);
  const response = await meter.open(`${http}/events?client=B`, { "Last-Event-ID": last });
  const resumed = await take(response, missed.news.length, (news) => show("SSE", news));
  check(
    "it goes on with the very next piece, which had come meanwhile",
    resumed.map(({ id }) => id),
    missed.news.map(({ id }) => id),
  );
  check("nothing is left out", resumed[0]!.id, last + 1);
  meter.close();
});

/** The first events of a stream: lines, a name before each, an empty line after each event. */
async function take(response: IncomingMessage, count: number, each: (news: News) => void): Promise<News[]> {
  const seen: News[] = [];
  let held = "";
  for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
    const events = (held + chunk).split("\n\n");
    held = events.pop()!;
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined || seen.length === count) continue;
      seen.push(JSON.parse(data) as News);
      each(seen.at(-1)!);
    }
    if (seen.length === count) break;
  }
  return seen;
}
