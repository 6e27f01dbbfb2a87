/** The comparison that opens the home page and lesson 3: one message, sent both ways at once. */
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { expectOpens, LESSON, logOf, type LabAddress } from "./support/lesson.ts";

const hands = mouse();

function comparisonOf(page: Page) {
  const region = page.getByRole("region", { name: "One message, both ways" });
  return {
    region,
    message: region.getByLabel("Your message"),
    all: region.getByRole("button", { name: "Send it both ways" }),
    oneStep: region.getByRole("button", { name: /^One step/ }),
    /** The step whose packets are shown. */
    current: region.locator("[aria-current=step]"),
    row: (header: string) => region.getByRole("row").filter({ has: page.getByRole("rowheader", { name: header }) }),
    sums: region.getByRole("paragraph").filter({ hasText: /^(live|recorded)/ }),
  };
}

/** Opens the page and waits until its comparison hears a press: a person needs longer to read it than it to wake. */
async function openAwake(page: Page, path: string): Promise<void> {
  await page.goto(path);
  const { region } = comparisonOf(page);
  await expect(page.locator("astro-island[ssr]").filter({ has: region })).toHaveCount(0);
}

/** Plays all four steps to their end, without the pictures in between. @returns the lab in which they passed */
async function playAll(page: Page): Promise<LabAddress> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { all, oneStep } = comparisonOf(page);
  const opened = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/labs");
  await all.click();
  const lab = (await (await opened).json()) as LabAddress;
  await expect(oneStep).toHaveText("One step");
  await expect(all).toBeEnabled();
  return lab;
}

/** What a side of the comparison put on the wire, by the lab's log: HTTP messages and frames, and all their bytes. */
async function weigh(request: APIRequestContext, log: string, side: "ws" | "io"): Promise<string> {
  const lines = (await (await request.get(`${log}?follow=0`)).text()).trimEnd().split("\n");
  const entries = lines.map(
    (line) => JSON.parse(line) as { client?: string; layer: string; kind: string; data: { length: number } },
  );
  const own = entries.filter(({ client }) => client?.startsWith(side));
  const packets = own.filter(({ layer, kind }) => layer === "websocket" || (layer === "http" && kind !== "body"));
  const bytes = own.filter(({ kind }) => kind === "chunk").reduce((sum, { data }) => sum + data.length, 0);
  return `${packets.length} packets, ${bytes.toLocaleString("en")} bytes`;
}

test("a visitor sends a first message with one press", async ({ page }) => {
  await openAwake(page, "/");
  const { message, all, region, row, sums } = comparisonOf(page);
  await expect(sums).toContainText("recorded");
  await message.fill("my first");
  await all.click();
  await expect(row("the message arrives").getByText("my first").first()).toBeVisible();
  await expect(row("the message arrives").getByRole("cell")).toHaveText([
    /from the server.*my first/,
    /from the server.*my first/,
  ]);
  await expect(sums).toContainText("live");
  await expect(region.getByRole("alert")).toHaveCount(0);
});

for (const polling of [false, true])
  test(`what is counted is what the log has${polling ? ", also where Socket.IO begins with polling" : ""}`, async ({
    page,
    request,
  }) => {
    await openAwake(page, "/");
    const { region, row, sums } = comparisonOf(page);
    if (polling) await region.getByLabel("Socket.IO begins with polling").check();
    const lab = await playAll(page);
    await expect(sums).toContainText(`WebSocket ${await weigh(request, lab.log, "ws")}`);
    await expect(sums).toContainText(`Socket.IO ${await weigh(request, lab.log, "io")}`);
    await region.getByRole("button", { name: "Handshake" }).click();
    await expect(
      region.getByText(polling ? "io(url)" : 'io(url, { transports: ["websocket"] })', { exact: true }),
    ).toBeVisible();
    await expect(region.getByText("transport=polling").first()).toBeVisible({ visible: polling });
    await expect(row("This step")).toBeVisible();
  });

test("step by step: each is played when asked for, and can be looked at again", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openAwake(page, "/");
  const { region, message, all, oneStep, current, sums } = comparisonOf(page);
  const step = (name: string) => region.getByRole("listitem").getByRole("button", { name });
  const steps = ["Handshake", "First message", "Broadcast", "Close"];
  for (const [i, name] of steps.entries()) {
    await oneStep.click();
    await expect(current).toHaveText(new RegExp(name));
    await expect(oneStep).toHaveText(i < 3 ? `One step: ${steps[i + 1]}` : "One step");
    await expect(oneStep).toBeFocused();
    for (const later of steps.slice(i + 1)) await expect(step(later)).toBeDisabled();
    // Its steps all carry the message of the run.
    await expect(message).toBeEnabled({ enabled: i === 3 });
  }
  await step("Broadcast").click();
  await expect(region.getByText("for (const client of wss.clients) client.send(…)")).toBeVisible();
  await region.getByRole("button", { name: "Start over" }).click();
  await expect(sums).toContainText("recorded");
  await expect(message).toBeEnabled();
  await expect(all).toBeEnabled();
});

test("in lesson 3 each packet leads to its entry in the log", async ({ page }) => {
  await openAwake(page, LESSON.oneLine);
  await expect(logOf(page).region.getByText("Your lab is live")).toBeVisible();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { region, oneStep, row } = comparisonOf(page);
  await oneStep.click();
  await expect(oneStep).toHaveText("One step: First message");
  await oneStep.click();
  await expect(oneStep).toHaveText("One step: Broadcast");
  await expectOpens(page, hands, row("the message arrives").getByRole("link").last());
  await expect(logOf(page).expanded.locator("xpath=ancestor::tr")).toContainText('message("hello")');
  await expect(region.getByRole("alert")).toHaveCount(0);
});

for (const [reducedMotion, moves] of [
  ["no-preference", true],
  ["reduce", false],
] as const)
  test(`packets ${moves ? "travel" : "do not move"} for a reader who has ${moves ? "nothing against it" : "asked for less motion"}`, async ({
    page,
  }) => {
    await page.addInitScript(() => {
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (...args) {
        document.documentElement.dataset["moved"] = "";
        return animate.apply(this, args);
      };
    });
    await page.emulateMedia({ reducedMotion });
    await openAwake(page, "/");
    const { oneStep, row } = comparisonOf(page);
    await oneStep.click();
    await expect(oneStep).toHaveText("One step: First message");
    await expect(row("This step").first()).toBeVisible();
    await expect(page.locator("html[data-moved]")).toHaveCount(moves ? 1 : 0);
  });
