/**
 * The log in a page under load: `node bench/log-page.ts`, after `npm run build`. Starts the playground and a browser,
 * floods one lab from outside, and prints how the page bears it. Expected: 5,000 entries a second for 10 s with nothing
 * lost and no task of the main thread over 100 ms, and a log of 200,000 entries that can still be searched and scrolled.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "playwright";
import { WebSocket } from "ws";
import { servePlayground } from "../e2e/support/programs.ts";
import { findBrowser } from "../scripts/browser.mjs";

const LESSON = "/lessons/03-one-line-both-ways/";
const CLIENTS = 6;
/** Echoed messages a second, of all clients. Each one is five entries: chunk, frame, the program's call, chunk, frame. */
const RATE = 1_050;
const SECONDS = 10;
const HELD = 200_000;

interface Figures {
  ms: number;
  /** Entries that came a second. */
  rate: number;
  /** Longest task of the main thread, in milliseconds; and how much of one it used the CPU, which others may need too. */
  longest: number;
  "longest, CPU time": number;
  /** Frames a second. */
  frames: number;
}

const playground = await servePlayground("--limit", "connection.messages=5000");
const executablePath = findBrowser();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  const lab = await openLesson(page);
  await page.getByText("Filter", { exact: true }).click();
  await page.getByLabel("One row for each layer’s entry").check();

  const flood = await measure(page, () => sendFor(lab.ws, RATE, SECONDS));
  await sleep(1_000);
  const sent = await lastOf(lab.log);
  const shown = await rowsOf(page);
  print(`${SECONDS} s of flood`, {
    ...flood,
    "entries of the lab": sent,
    "entries in the page": shown,
    lost: sent - shown,
  });

  while ((await rowsOf(page)) < HELD) await sendFor(lab.ws, 2_500, 3);
  await sleep(2_000);
  print("held", { entries: await rowsOf(page), "MB of JavaScript heap": await heapOf(page) });
  const rows = page.locator(".log tr.message");
  const search = page.getByLabel("Show only rows with this text");
  const first = await measure(page, async () => {
    await search.fill("message 77");
    await page.waitForFunction(() => document.querySelector(".log")?.getAttribute("aria-busy") === "false");
  });
  print("first search for a text", { ...first, rows: await rowsOf(page) });
  const second = await measure(page, async () => {
    await search.fill("message 78");
    await page.waitForFunction(() => document.querySelector(".log")?.getAttribute("aria-busy") === "false");
  });
  print("next search", { ...second, rows: await rowsOf(page) });
  await search.fill("");
  await rows.first().waitFor();
  print(
    "scrolling from end to beginning",
    await measure(page, () =>
      page.evaluate(async () => {
        const scroller = document.querySelector(".log .scroller")!;
        for (let part = 100; part >= 0; part--) {
          scroller.scrollTop = (scroller.scrollHeight * part) / 100;
          await new Promise(requestAnimationFrame);
        }
      }),
    ),
  );
} finally {
  await browser.close();
  await playground.stop();
}

async function openLesson(page: Page): Promise<{ ws: string; log: string }> {
  await page.goto(playground.url + LESSON);
  await page.getByText("Your lab is live").waitFor();
  const { address } = await page.evaluate(() => JSON.parse(localStorage.getItem("wirelight.lab.03-ws-echo")!));
  return { ws: playground.url.replace("http", "ws") + address.ws, log: playground.url + address.log };
}

/** Sends that many messages a second over several connections; each comes back as an echo. */
async function sendFor(url: string, rate: number, seconds: number): Promise<void> {
  const sockets = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const socket = new WebSocket(`${url}?client=${String.fromCharCode(65 + i)}`);
      await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
      return socket;
    }),
  );
  const begin = performance.now();
  for (let sent = 0; sent < rate * seconds;) {
    const due = Math.min(rate * seconds, ((performance.now() - begin) * rate) / 1_000);
    for (; sent < due; sent++) sockets[sent % CLIENTS]!.send(`message ${sent}`);
    await sleep(1);
  }
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve).close(1000))));
}

/** What the page's main thread did meanwhile. */
async function measure(page: Page, act: () => Promise<unknown>): Promise<Figures> {
  const before = await rowsOf(page);
  const tasks = await tasksOf(page);
  const begin = performance.now();
  await act();
  const ms = performance.now() - begin;
  const { longest, longestCpu, frames } = await tasks.end();
  const rate = Math.max(0, Math.round((((await rowsOf(page)) - before) * 1_000) / ms));
  return {
    ms: Math.round(ms),
    rate,
    longest,
    "longest, CPU time": longestCpu,
    frames: Math.round((frames * 1_000) / ms),
  };
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds that the task took, and microseconds of CPU in it: less, where others had the CPU. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** Every task of the page's main thread, from the browser's own trace. */
async function tasksOf(
  page: Page,
): Promise<{ end(): Promise<{ longest: number; longestCpu: number; frames: number }> }> {
  const devtools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const frames = await countFrames(page);
  await devtools.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"] },
  });
  return {
    async end() {
      const complete = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
      await devtools.send("Tracing.end");
      await complete;
      await devtools.detach();
      const mains = new Set(
        events.filter(({ args }) => args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`),
      );
      const tasks = events.filter(({ ph, pid, tid }) => ph === "X" && mains.has(`${pid} ${tid}`));
      const longestOf = (times: number[]) => Math.round(times.reduce((most, time) => Math.max(most, time), 0) / 1_000);
      return {
        longest: longestOf(tasks.map(({ dur = 0 }) => dur)),
        longestCpu: longestOf(tasks.map(({ tdur = 0 }) => tdur)),
        frames: await frames(),
      };
    },
  };
}

/** @returns what ends the count and tells it */
async function countFrames(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = { frames: 0, on: true };
    Object.assign(window, { counted });
    requestAnimationFrame(function count() {
      counted.frames++;
      if (counted.on) requestAnimationFrame(count);
    });
  });
  return () =>
    page.evaluate(() => {
      const { counted } = window as unknown as { counted: { frames: number; on: boolean } };
      counted.on = false;
      return counted.frames;
    });
}

async function rowsOf(page: Page): Promise<number> {
  return Number(await page.locator(".log table").getAttribute("aria-rowcount")) - 1;
}

/** The n of the lab's last entry. */
async function lastOf(log: string): Promise<number> {
  const lines = (await (await fetch(`${log}?follow=0`)).text()).trimEnd().split("\n");
  return (JSON.parse(lines.at(-1)!) as { n: number }).n;
}

async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return Math.round(usedSize / 1e6);
}

function print(what: string, figures: object): void {
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`,
  );
}
