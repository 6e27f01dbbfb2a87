import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebSocket } from "ws";
import type { Lab } from "../lab.ts";

export const about = {
  title: "When not to use it",
  lesson: 4,
  events: [
    "GET /price → { n, price, age }: the price of this moment; age in milliseconds",
    "GET /price?after=n → the same, held until there is a newer one",
    "GET /prices → an endless stream of the same",
    "POST /echo (text) → the same text",
    "GET /article → a text that hardly changes; If-None-Match: etag → 304 while it has not",
    "WebSocket: each price as a message (not with ?prices=no); `article` → the article; any other text → the same text",
  ],
};

/** Milliseconds from one price to the next. */
const EVERY = 200;
const LONGEST_ECHO = 16_384;
const ARTICLE =
  "A WebSocket is a connection that stays. Where nobody needs that, HTTP has more to offer: caches …\n".repeat(20);
const ETAG = `"${createHash("sha1").update(ARTICLE).digest("base64url")}"`;

interface Price {
  n: number;
  price: number;
  made: number;
}

export default function compare({ http, wss }: Lab) {
  let current: Price = { n: 1, price: 100, made: Date.now() };
  const held = new Set<ServerResponse>();
  const streams = new Set<ServerResponse>();
  const followers = new Set<WebSocket>();
  const json = () => {
    const { made, ...price } = current;
    return JSON.stringify({ ...price, age: Date.now() - made });
  };

  const timer = setInterval(() => {
    // Prices go up and down between 90 and 110: nobody can tell that they are no real ones.
    const price = Math.round(1_000 + 100 * Math.sin(current.n * current.n)) / 10;
    current = { n: current.n + 1, price, made: Date.now() };
    for (const response of held) answer(response, json());
    held.clear();
    for (const response of streams) response.write(`data: ${json()}\n\n`);
    for (const ws of followers) ws.send(json());
  }, EVERY);

  http.on("request", (request, response) => {
    switch (`${request.method} ${request.url!.split("?", 1)[0]}`) {
      case "GET /price": {
        const after = Number(queryOf(request).get("after"));
        if (current.n > after) return answer(response, json());
        held.add(response);
        return response.on("close", () => held.delete(response));
      }
      case "GET /prices":
        response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }).flushHeaders();
        streams.add(response);
        return response.on("close", () => streams.delete(response));
      case "GET /article":
        return article(response, request.headers["if-none-match"]);
      case "POST /echo":
        return void echo(request, response);
      default:
        return response.writeHead(404).end();
    }
  });

  wss.on("connection", (ws, request) => {
    if (queryOf(request).get("prices") !== "no") followers.add(ws);
    ws.on("close", () => followers.delete(ws));
    ws.on("message", (data, isBinary) => {
      if (isBinary) ws.send(data);
      else ws.send(data.toString() === "article" ? ARTICLE : data.toString());
    });
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });

  return () => clearInterval(timer);
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams(request.url!.split("?")[1]);
}

function answer(response: ServerResponse, json: string) {
  response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-store" }).end(json);
}

function article(response: ServerResponse, etag: string | undefined) {
  // For a minute, whoever has it need not even ask.
  const caching = { "Cache-Control": "max-age=60", ETag: ETAG };
  if (etag === ETAG) response.writeHead(304, caching).end();
  else response.writeHead(200, { "Content-Type": "text/plain", ...caching }).end(ARTICLE);
}

async function echo(request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > LONGEST_ECHO) return response.writeHead(413, { Connection: "close" }).end();
      chunks.push(chunk);
    }
    response.writeHead(200, { "Content-Type": "text/plain" }).end(Buffer.concat(chunks));
  } catch {
    // The client went away in the middle of its text: nobody is left to answer.
  }
}
