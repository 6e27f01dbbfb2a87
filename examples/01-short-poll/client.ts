import { setTimeout as wait } from "node:timers/promises";
import { Meter } from "../meter.ts";
import { run } from "../run.ts";

interface News {
  id: number;
  text: string;
  /** Milliseconds between the news and this answer. */
  age: number;
}

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const wire = new Meter();
  let last = 0;
  const poll = async () => {
    const path = `/news?client=A&after=${last}`;
    const { news } = JSON.parse((await wire.get(server.http + path)).body) as { news: News[] };
    last = news.at(-1)?.id ?? last;
    return { path, news };
  };

  say("The server has news every two seconds. It cannot tell anyone: over HTTP it only ever answers. So A asks.");
  const first = await poll();
  sent("A", `GET ${first.path}`);

  say("A asks ten times a second for a little more than two seconds: nothing new, nothing new, nothing new …");
  const before = { bytes: wire.bytes, requests: wire.requests };
  const found: News[] = [];
  let empty = 0;
  for (const end = Date.now() + 2_100; Date.now() < end; await wait(100)) {
    const { path, news } = await poll();
    if (news.length === 0) empty++;
    for (const { id, text, age } of news) {
      sent("A", `GET ${path}`);
      got("A", `${id}: ${text} (${age} ms old)`);
    }
    found.push(...news);
  }
  const requests = wire.requests - before.requests;
  const bytes = wire.bytes - before.bytes;
  say(`${requests} requests, ${empty} answers with nothing in them, ${bytes} bytes for ${found.length} of news.`);
  check("most answers brought nothing", empty > requests / 2, true);
  check("no news was older than a second", Math.max(...found.map(({ age }) => age)) < 1_000, true);
  check("each request and its answer took more than 200 bytes", bytes / requests > 200, true);

  say("Asking rarely costs less. A waits for two and a half seconds: now the news is old when it comes.");
  await wait(2_500);
  const { path, news } = await poll();
  sent("A", `GET ${path}`);
  for (const { id, text, age } of news) got("A", `${id}: ${text} (${age} ms old)`);
  check("a piece of news had waited for half a second or more", news[0]!.age >= 500, true);
  wire.close();
});
