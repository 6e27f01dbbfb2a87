/** The pages of the built site, and what one page cost to load. */
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

/** The folder of the built site. */
export const site = fileURLToPath(new URL("../dist", import.meta.url));

/** The path of every page: `/`, `/lessons/…/`. */
export const PAGES = globSync("**/index.html", { cwd: site })
  .map((file) => `/${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`)
  .sort();

/** Bytes that came over the wire, compressed, headers included. */
export interface Weight {
  scripts: number;
  fonts: number;
  /** Everything but fonts. */
  page: number;
}

/** Opens a page, scrolls through it so that every island wakes up, and says what came over the wire for it. */
export async function weigh(page: Page, path: string): Promise<{ weight: Weight; hosts: string[] }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  const types = new Map<string, string>();
  const hosts = new Set<string>();
  const weight = { scripts: 0, fonts: 0, page: 0 };
  devtools.on("Network.requestWillBeSent", ({ requestId, type, request }) => {
    types.set(requestId, type ?? "Other");
    const { protocol, host } = new URL(request.url);
    if (protocol !== "data:" && protocol !== "blob:") hosts.add(host);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    if (type === "Font") weight.fonts += encodedDataLength;
    else weight.page += encodedDataLength;
    if (type === "Script") weight.scripts += encodedDataLength;
  });
  await openWhole(page, path);
  await page.waitForLoadState("networkidle");
  await devtools.detach();
  return { weight, hosts: [...hosts] };
}

/** Scrolls through it until every island is awake. */
async function openWhole(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate(async () => {
    const step = innerHeight / 2;
    for (let y = 0; y < document.documentElement.scrollHeight; y += step) {
      scrollTo(0, y);
      await new Promise(requestAnimationFrame);
    }
    scrollTo(0, 0);
    await document.fonts.ready;
  });
  await page.waitForFunction(() => document.querySelector("astro-island[ssr]") === null);
}
