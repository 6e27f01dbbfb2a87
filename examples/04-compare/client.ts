import { on, once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { Meter } from "../meter.ts";
import { run } from "../run.ts";

interface Price {
  n: number;
  price: number;
  /** Milliseconds since this price was made. */
  age: number;
}

/** Prices that each way is followed for; words that are said. */
const COUNT = 10;

void run(import.meta.url, async (server, { say, got, check }) => {
  const connect = async (meter: Meter, query: string) => {
    const ws = new WebSocket(`${server.ws}?${query}`, { perMessageDeflate: false });
    ws.on("upgrade", ({ socket }: { socket: Socket }) => meter.add(socket));
    meter.requests++; // the handshake is one
    const messages = on(ws, "message");
    await once(ws, "open");
    return { ws, next: async () => String((await messages.next()).value![0]) };
  };
  const parse = (text: string) => JSON.parse(text) as Price;

  // Four ways to follow a price. Each stops when it has seen enough.
  const ways: Record<string, (meter: Meter, seen: (price: Price) => boolean) => Promise<void>> = {
    "short polling": async (meter, seen) => {
      for (;;) {
        if (seen(parse((await meter.get(`${server.http}/price?client=A`)).body))) return;
        await wait(50);
      }
    },
    "long polling": async (meter, seen) => {
      for (let after = 0; ;) {
        const price = parse((await meter.get(`${server.http}/price?client=B&after=${after}`)).body);
        if (seen(price)) return;
        after = price.n;
      }
    },
    "server-sent events": async (meter, seen) => {
      const stream = await meter.open(`${server.http}/prices?client=C`, { Accept: "text/event-stream" });
      for await (const chunk of stream.setEncoding("utf8") as AsyncIterable<string>)
        for (const [, data] of chunk.matchAll(/^data: (.*)$/gm)) if (seen(parse(data!))) return;
    },
    WebSocket: async (meter, seen) => {
      const { next } = await connect(meter, "client=D");
      while (!seen(parse(await next())));
    },
  };

  say(`A price changes five times a second, and everybody wants to know. Four ways, ${COUNT} prices each:`);
  const costs = await Promise.all(
    Object.entries(ways).map(async ([name, follow]) => {
      const meter = new Meter();
      const prices = new Map<number, Price>();
      await follow(meter, (price) => {
        if (!prices.has(price.n)) prices.set(price.n, price);
        return prices.size === COUNT;
      });
      meter.close();
      const stale = Math.max(...[...prices.values()].slice(1).map(({ age }) => age));
      return { name, bytes: Math.round(meter.bytes / COUNT), requests: meter.requests, stale };
    }),
  );
  for (const { name, bytes, requests, stale } of costs)
    got(name, `${bytes} bytes a price, ${requests} request${requests === 1 ? "" : "s"}, at most ${stale} ms old`);
  const [short, long, sse, webSocket] = costs.map(({ bytes }) => bytes) as [number, number, number, number];
  check("asking again and again costs most", short > long, true);
  check("then asking once for each price", long > 2 * sse, true);
  check("a stream that only goes down needs no WebSocket", sse < 1.5 * webSocket, true);

  say("Now both sides have something to say: ten words, and an answer to each.");
  const words = Array.from({ length: COUNT }, (_, i) => `word ${i}`);
  const posts = new Meter();
  for (const word of words) await posts.post(`${server.http}/echo?client=E`, word);
  const frames = new Meter();
  const echo = await connect(frames, "client=F&prices=no");
  const heard: string[] = [];
  for (const word of words) {
    echo.ws.send(word);
    heard.push(await echo.next());
  }
  posts.close();
  frames.close();
  got("HTTP", `${posts.bytes} bytes`);
  got("WebSocket", `${frames.bytes} bytes, with the handshake`);
  check("each word came back", heard, words);
  check("the WebSocket takes less than half of it", frames.bytes < posts.bytes / 2, true);

  say("And a text that hardly ever changes. HTTP knows about caches: whoever has it asks only whether it still holds.");
  const first = new Meter();
  const article = await first.get(`${server.http}/article?client=G`);
  const again = new Meter();
  const unchanged = await again.get(`${server.http}/article?client=G`, { "If-None-Match": article.headers.etag });
  first.close();
  again.close();
  got("HTTP", `${first.bytes} bytes, and ${again.bytes} the second time`);
  check("304 Not Modified, and no text", [unchanged.status, unchanged.body], [304, ""]);
  check("a browser need not even ask for a minute", unchanged.headers["cache-control"], "max-age=60");
  const reader = new Meter();
  const { ws, next } = await connect(reader, "client=H&prices=no");
  for (const time of ["first", "second"]) {
    const before = reader.bytes;
    ws.send("article");
    check(`over a WebSocket the whole text comes the ${time} time`, await next(), article.body);
    got("WebSocket", `${reader.bytes - before} bytes the ${time} time`);
  }
  reader.close();
});
