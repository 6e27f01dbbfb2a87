import type { ServerResponse } from "node:http";
import type { Lab } from "../lab.ts";

export const about = {
  title: "Two HTTP answers: long polling and SSE",
  lesson: 2,
  events: [
    "GET /news?after=id → { news: [{ id, text, age }] }: held until there is some after that one; 204 after 10 s",
    "GET /events → an endless stream of the same; Last-Event-ID: id → also what came after that one",
    "WebSocket → { id, text, age }, one message for each piece of news",
  ],
};

/** Milliseconds from one piece of news to the next: scaled, so that nobody has to wait for minutes. */
const EVERY = 1_000;
/** A held request is answered by then, news or not: whatever is in between may cut a connection that says nothing. */
const PATIENCE = 10_000;
/** Milliseconds after which a browser whose stream has ended asks for it again. */
const RETRY = 1_500;
/** Nobody gets more of the past at once. */
const KEPT = 20;
const HEADLINES = ["Rain in the north", "A bridge is opened", "The match ends in a draw", "Tomatoes are cheap again"];

/**
 * Number 1 came one second after this file was loaded, number 2 after two … So the news outlives a restart of the lab,
 * as it would in a database: whoever asks for number 7 later gets the same number 7.
 */
const FIRST = Date.now();
const newest = () => Math.floor((Date.now() - FIRST) / EVERY);
const piece = (id: number) => ({
  id,
  text: HEADLINES[id % HEADLINES.length]!,
  age: Date.now() - FIRST - id * EVERY,
});

function newsAfter(id: number) {
  const from = Math.max(id, newest() - KEPT) + 1;
  return Array.from({ length: Math.max(0, newest() - from + 1) }, (_, i) => piece(from + i));
}

export default function heldAnswers({ http, wss }: Lab) {
  /** Answers that are held back, and the time that they give up. */
  const held = new Map<ServerResponse, NodeJS.Timeout>();
  /** Answers that never end. */
  const streams = new Set<ServerResponse>();

  http.on("request", (request, response) => {
    const [path, query] = request.url!.split("?");
    if (request.method === "GET" && path === "/news") {
      const after = new URLSearchParams(query).get("after");
      const news = newsAfter(numberOf(after));
      if (news.length > 0) answer(response, news);
      else hold(response);
    } else if (request.method === "GET" && path === "/events") {
      stream(response, numberOf(request.headers["last-event-id"]));
    } else {
      response.writeHead(404).end();
    }
  });

  function hold(response: ServerResponse) {
    held.set(
      response,
      setTimeout(() => giveUp(response), PATIENCE),
    );
    response.on("close", () => release(response)); // the client went away
  }

  /** Answers that there is nothing: ask again. */
  function giveUp(response: ServerResponse) {
    release(response);
    response.writeHead(204).end();
  }

  function release(response: ServerResponse) {
    clearTimeout(held.get(response));
    held.delete(response);
  }

  /** Server-sent events: text in a fixed form (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
  function stream(response: ServerResponse, after: number) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(`retry: ${RETRY}\n\n`);
    for (const news of newsAfter(after)) response.write(event(news));
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  /** The server speaks: to whoever has left it something to speak into. */
  function publish() {
    const news = newsAfter(last);
    last = news.at(-1)?.id ?? last;
    for (const response of news.length > 0 ? [...held.keys()] : []) {
      release(response);
      answer(response, news);
    }
    for (const each of news) {
      for (const response of streams) response.write(event(each));
      for (const ws of wss.clients) ws.send(JSON.stringify(each));
    }
    timer = setTimeout(publish, FIRST + (last + 1) * EVERY - Date.now());
  }
  let last = newest();
  let timer = setTimeout(publish, FIRST + (last + 1) * EVERY - Date.now());

  wss.on("connection", (ws) => {
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });

  return () => {
    clearTimeout(timer);
    for (const response of [...held.keys()]) giveUp(response);
    for (const response of streams) response.end();
  };
}

/** Who names no number gets what comes from now on. */
function numberOf(text: string | string[] | null | undefined): number {
  const id = Number(text ?? NaN);
  return Number.isSafeInteger(id) ? id : newest();
}

function answer(response: ServerResponse, news: ReturnType<typeof newsAfter>) {
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Cache-Control", "no-store");
  response.end(JSON.stringify({ news }));
}

function event(news: ReturnType<typeof piece>): string {
  return `id: ${news.id}\ndata: ${JSON.stringify(news)}\n\n`;
}
