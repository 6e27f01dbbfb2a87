import { on, once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { Meter } from "../meter.ts";
import { listen } from "../run.ts";

let lab: Assembled;
let url: string;
let meter: Meter;
let stopProgram: () => void;

beforeEach(async () => {
  // Only what the news is made by: the connections go on in real time. The first piece comes a second after loading.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.resetModules();
  await restart();
  meter = new Meter();
});
afterEach(async () => {
  vi.useRealTimers();
  meter.close();
  await lab.stop();
});

/** The lab begins anew; the file stays loaded. */
async function restart() {
  const program = await import("./server.ts");
  lab = assemble({ ...program, default: (lab) => (stopProgram = program.default(lab)) });
  url = await listen(lab);
}

const piece = (id: number, age: number) => ({ id, text: expect.any(String) as string, age });

/** A request that the program holds by now. The answer is in an object, because a promise would be waited for. */
async function ask(query: string) {
  const arrived = once(lab.http, "request");
  const answer = meter.get(`${url}/news${query}`);
  await arrived;
  return { answer };
}

/** The chunks of an event stream, as they come. */
async function listenTo(headers: Record<string, string> = {}) {
  const response: IncomingMessage = await meter.open(`${url}/events`, headers);
  const chunks = on(response, "data");
  const next = async () => String((await chunks.next()).value![0]);
  return { response, next };
}

const event = (id: number, text: string, age: number) => `id: ${id}\ndata: ${JSON.stringify({ id, text, age })}\n\n`;

describe("GET /news", () => {
  test("is answered at once where there is news after the one that is named", async () => {
    vi.advanceTimersByTime(3_400);
    const { body, headers } = await meter.get(`${url}/news?after=1`);
    expect(JSON.parse(body)).toEqual({ news: [piece(2, 1_400), piece(3, 400)] });
    expect(headers["cache-control"]).toBe("no-store");
  });

  test.each(["?after=2", "", "?after=new", "?after=9", "?after=1e99"])(
    "%s is held until there is news",
    async (query) => {
      vi.advanceTimersByTime(2_000);
      const { answer } = await ask(query);
      vi.advanceTimersByTime(1_000);
      expect(JSON.parse((await answer).body)).toEqual({ news: [piece(3, 0)] });
    },
  );

  test("answers everyone who waits, once", async () => {
    const [a, b] = [await ask(""), await ask("")];
    vi.advanceTimersByTime(5_000);
    for (const { answer } of [a, b]) expect(JSON.parse((await answer).body)).toEqual({ news: [piece(1, 0)] });
  });

  test("is answered with nothing after ten seconds without news", async () => {
    vi.advanceTimersByTime(500);
    const { answer } = await ask("?after=new");
    vi.setSystemTime(Date.now() - 600_000); // the clock is set back: no news for ten minutes
    vi.advanceTimersByTime(10_000);
    expect(await answer).toMatchObject({ status: 204, body: "" });
  });

  test("forgets who went away", async () => {
    const arrived = once(lab.http, "request");
    const answer = meter.get(`${url}/news`).catch((error: Error) => error.message);
    const [, response] = (await arrived) as [IncomingMessage, ServerResponse];
    expect(vi.getTimerCount()).toBe(2);
    meter.close();
    expect(await answer).toBe("socket hang up");
    await once(response, "close");
    expect(vi.getTimerCount()).toBe(1);
  });

  test("gives no more than the last twenty", async () => {
    vi.advanceTimersByTime(60_000);
    const { news } = JSON.parse((await meter.get(`${url}/news?after=0`)).body) as { news: { id: number }[] };
    expect(news.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => i + 41));
  });
});

describe("GET /events", () => {
  test("is one answer with every piece of news as an event", async () => {
    const { response, next } = await listenTo();
    expect([response.statusCode, response.headers["content-type"]]).toEqual([200, "text/event-stream"]);
    expect(await next()).toBe("retry: 1500\n\n");
    vi.advanceTimersByTime(1_000);
    expect(await next()).toBe(event(1, "A bridge is opened", 0));
    vi.advanceTimersByTime(1_000);
    expect(await next()).toBe(event(2, "The match ends in a draw", 0));
  });

  test("goes on after Last-Event-ID, also when the lab has begun anew", async () => {
    vi.advanceTimersByTime(3_000);
    await lab.stop();
    await restart();
    const { next } = await listenTo({ "Last-Event-ID": "1" });
    let text = "";
    while (!text.includes("id: 3\n")) text += await next();
    const missed = event(2, "The match ends in a draw", 1_000) + event(3, "Tomatoes are cheap again", 0);
    expect(text).toBe(`retry: 1500\n\n${missed}`);
  });

  test("whoever names no event gets none of the past", async () => {
    vi.advanceTimersByTime(3_000);
    const { next } = await listenTo({ "Last-Event-ID": "yesterday" });
    expect(await next()).toBe("retry: 1500\n\n");
    vi.advanceTimersByTime(1_000);
    expect(await next()).toMatch(/^id: 4\n/);
  });
});

describe("a WebSocket", () => {
  test("gets each piece of news as a message, and is asked for nothing", async () => {
    const ws = new WebSocket(url.replace("http", "ws") + "/ws");
    const messages = on(ws, "message");
    await once(ws, "open");
    vi.advanceTimersByTime(2_000);
    for (const id of [1, 2]) expect(JSON.parse(String((await messages.next()).value![0]))).toEqual(piece(id, 0));
  });
});

test.each([
  ["POST", "/news"],
  ["POST", "/events"],
  ["GET", "/"],
])("there is nothing else: %s %s is 404", async (method, path) => {
  expect((await fetch(url + path, { method })).status).toBe(404);
});

describe("what ends with the program", () => {
  test("is a request that waits: it is answered with nothing", async () => {
    const { answer } = await ask("");
    expect(vi.getTimerCount()).toBe(2);
    stopProgram();
    expect(vi.getTimerCount()).toBe(0);
    expect(await answer).toMatchObject({ status: 204, body: "" });
  });

  test("is a stream: it comes to its end, and is not cut", async () => {
    const { response } = await listenTo();
    const ended = once(response.resume(), "end");
    stopProgram();
    await ended;
    expect(response.complete).toBe(true);
  });
});
