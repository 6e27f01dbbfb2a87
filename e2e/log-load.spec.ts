/** The log when much more passes than anyone can read. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { flood } from "./support/flood.ts";
import { LESSON, logOf, openLesson, type LabAddress } from "./support/lesson.ts";
import { servePlayground } from "./support/programs.ts";

/** Opens lesson 3 with a log that shows one row for each entry. */
async function openFlat(page: Page, path: string): Promise<LabAddress> {
  await page.addInitScript(() => {
    const blocks: number[] = [];
    Object.assign(window, { blocks });
    new PerformanceObserver((list) => blocks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
  });
  const lab = await openLesson(page, path);
  const { region } = logOf(page);
  await region.getByText("Filter", { exact: true }).click();
  await region.getByLabel("One row for each layer’s entry").check();
  return lab;
}

/** Something to look for behind all that has passed. @returns the n of the last row once it is there */
async function passMarker(page: Page, lab: LabAddress): Promise<number> {
  await page.evaluate((path) => fetch(`${path}marker`), lab.http);
  const { rows, withText } = logOf(page);
  await expect(withText("404 Not Found")).toBeVisible();
  return Number((await rows.last().getByRole("button").textContent())!.replace(/^Entry\s*/, ""));
}

/** What the page's scripts hold in memory, in MiB. */
async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return usedSize / 2 ** 20;
}

/** How long the main thread was blocked at worst: told, not judged, for it depends on the machine. */
async function tellBlocks(page: Page): Promise<void> {
  const blocks = await page.evaluate(() => (window as unknown as { blocks: number[] }).blocks);
  const longest = Math.round(Math.max(0, ...blocks));
  test
    .info()
    .annotations.push({ type: "blocks", description: `${blocks.length} over 50 ms, the longest ${longest} ms` });
}

test("nothing of 25,000 entries is lost, and the page can be used meanwhile", async ({ page, complaints }) => {
  const lab = await openFlat(page, LESSON.oneLine);
  const { region, count } = logOf(page);
  await region.getByRole("button", { name: "Pause" }).click();
  const flooded = flood(new URL(lab.ws, page.url()).href.replace("http", "ws"), 10, 650);
  await expect(region.getByRole("button", { name: /^Paused, \d+ new$/ })).toBeVisible();
  await region.getByRole("button", { name: /^Paused/ }).click();
  const hangUp = await flooded;
  const last = await passMarker(page, lab);
  expect(last).toBeGreaterThan(25_000);
  expect(await count()).toBe(last);
  await tellBlocks(page);
  hangUp();
  expect(complaints.splice(0)).toEqual([expect.stringContaining("404 (Not Found)")]);
});

test("of more than 200,000 entries the latest are held, and read as before", async ({ page, started, complaints }) => {
  // Room for the server to hold them all, so that the page gets every one.
  const limits = ["connection.messages=1000000", "log.records=1000000", "log.bytes=1000000000"];
  const playground = await started(servePlayground(...limits.flatMap((limit) => ["--limit", limit])));
  const lab = await openFlat(page, playground.url + LESSON.oneLine);
  const { region, count, entry, rows, withText } = logOf(page);
  const hangUp = await flood(playground.url.replace("http", "ws") + lab.ws, 10, 6_000);
  const last = await passMarker(page, lab);
  expect(last).toBeGreaterThan(240_000);
  expect(await count()).toBe(200_000);
  expect(await heapOf(page)).toBeLessThan(192);

  await rows.last().getByRole("button").focus();
  await page.keyboard.press("Home");
  await expect(entry(last - 199_999)).toBeFocused();
  await region.getByRole("searchbox").fill("marker");
  await expect(withText("/marker")).toBeVisible();
  expect(await count()).toBe(1);
  await tellBlocks(page);
  hangUp();
  expect(complaints.splice(0)).toEqual([expect.stringContaining("404 (Not Found)")]);
});
