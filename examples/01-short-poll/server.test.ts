import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
beforeEach(async () => {
  // Only what the news is made by: the connections go on in real time.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  lab = assemble(program);
  url = await listen(lab);
});
afterEach(async () => {
  vi.useRealTimers();
  await lab.stop();
});

const newsAfter = async (query: string) => (await (await fetch(`${url}/news${query}`)).json()) as { news: unknown[] };
const ids = async (query: string) => (await newsAfter(query)).news.map((piece) => (piece as { id: number }).id);

describe("GET /news", () => {
  test("has nothing before there is any", async () => {
    expect(await newsAfter("")).toEqual({ news: [] });
  });

  test("gives each piece with its age in milliseconds", async () => {
    vi.advanceTimersByTime(4_700);
    expect(await newsAfter("?after=0")).toEqual({
      news: [
        { id: 1, text: "A bridge is opened", age: 2_700 },
        { id: 2, text: "The match ends in a draw", age: 700 },
      ],
    });
  });

  test("gives only what came after the one that is named", async () => {
    vi.advanceTimersByTime(6_000);
    expect(await ids("?after=2&client=A")).toEqual([3]);
    expect(await ids("?after=3")).toEqual([]);
  });

  test("begins again for who has a number from before a restart", async () => {
    vi.advanceTimersByTime(4_000);
    expect(await ids("?after=57")).toEqual([1, 2]);
  });

  test("keeps the last twenty", async () => {
    vi.advanceTimersByTime(60_000);
    expect(await ids("?after=0")).toEqual(Array.from({ length: 20 }, (_, i) => i + 11));
  });

  test.each(["?after=x", "?after=-Infinity&after=1", "?after=99", "?%", "?after"])("withstands %s", async (query) => {
    expect((await fetch(`${url}/news${query}`)).status).toBe(200);
  });

  test("tells caches to keep nothing", async () => {
    const { headers } = await fetch(`${url}/news`);
    expect([headers.get("content-type"), headers.get("cache-control")]).toEqual(["application/json", "no-store"]);
  });
});

test.each([
  ["POST", "/news"],
  ["GET", "/"],
  ["GET", "/news/1"],
])("there is nothing else: %s %s is 404", async (method, path) => {
  expect((await fetch(url + path, { method })).status).toBe(404);
});

test("the news ends with the program", async () => {
  expect(vi.getTimerCount()).toBe(1);
  await lab.stop();
  expect(vi.getTimerCount()).toBe(0);
});
