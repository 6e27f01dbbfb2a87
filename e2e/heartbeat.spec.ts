/** Heartbeats and frozen lines as a real browser has them: what lesson 9 says of them. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { heartbeatOf, OFF, openHeartbeat } from "./support/heartbeat.ts";
import { logOf, type LabAddress } from "./support/lesson.ts";
import { allSaid } from "./support/said.ts";

const hands = mouse();
// Pings soon, but not so little time to answer that a browser with much to do is given up before its line is frozen.
const QUICK = { interval: 300, timeout: 2_000 };

interface Line {
  t: number;
  client?: string;
  from: string;
  layer: string;
  kind: string;
  data: { name?: string; reason?: string };
}

/** The lab's log as it is now. */
async function entriesOf(page: Page, { log }: LabAddress): Promise<Line[]> {
  const ndjson = await (await page.request.get(`${log}?follow=0`)).text();
  return ndjson
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

test("without a heartbeat the server counts in who is gone, and the bet is judged by that", async ({ page }) => {
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.region.getByRole("button", { name: "No heartbeat" }).click();
  await lab.set.click();
  await expect(lab.region.getByText(/as good as none here\.$/)).toBeVisible();
  await lab.connect(lab.a);
  await lab.a.freeze.click();
  const bet = page.getByRole("region", { name: "Your bet" });
  await expect(async () => {
    await lab.ask.click();
    await expect(bet.getByText("You won it.")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(lab.region.getByText(/It counts in: A, silent for \d/)).toBeVisible();
  await expect(lab.a.page).toHaveText("The page takes it to be open.");
});

test("a browser's page does not know that it was given up, until the line thaws", async ({
  page,
  expectAccessible,
}) => {
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.turn(QUICK);
  await lab.connect(lab.a);
  await lab.a.freeze.click();
  await expect(lab.a.server).toHaveText(/^The server has given it up [\d,]+ ms after its line froze\.$/);
  await expect(lab.a.page).toHaveText("The page takes it to be open.");
  await lab.ask.click();
  await expect(lab.region.getByText("It counts nobody in.")).toBeVisible();
  await expectAccessible();
  await expect(lab.a.page).toHaveText("The page takes it to be open.");
  await lab.a.thaw.click();
  await expect(lab.a.page).toHaveText("The page knows that it is over: close 1006.");
});

test("on a frozen line a Socket.IO client gives up by itself, as the server does, and connects anew", async ({
  page,
}) => {
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.turn(QUICK);
  await lab.connect(lab.b);
  const browser = await allSaid(lab.b.page);
  await lab.b.freeze.click();
  await expect(lab.b.card.getByText(/^It gave the one before up [\d,]+ ms after its line froze\.$/)).toBeVisible();
  await expect.poll(browser).toContain("The page has lost it (ping timeout), and tries again.");
  await expect(logOf(page).withText("disconnect: ping timeout")).toBeVisible();
  await expect(lab.b.page).toHaveText("The page takes it to be open.");
  await expect(lab.b.server).toHaveText("The server counts it in.");
});

test("a page that hangs answers a WebSocket's pings, and not those of Engine.IO", async ({ page }) => {
  const address = await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.connect(lab.a, lab.b);
  await lab.busy.click();
  // The page sees it when it runs again, and connects anew.
  await expect(lab.b.card.getByText("It gave the one before up because no pong came in time.")).toBeVisible();
  await expect(lab.a.server).toHaveText("The server counts it in.");
  const entries = await entriesOf(page, address);
  const end = entries.find(({ client, kind }) => client === "B" && kind === "disconnect")!;
  expect(end.data.reason).toBe("ping timeout");
  const pongs = entries.filter(
    ({ client, kind, data, t }) => client === "A" && kind === "frame" && data.name === "pong" && t > end.t - 2_000,
  );
  expect(pongs.length).toBeGreaterThanOrEqual(2);
});

test("for those who want nothing to move, the countdown stands still, and counts whole seconds", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.turn({ interval: 4_000, timeout: 4_000 });
  const said = await allSaid(lab.a.card);
  await lab.connect(lab.a);
  for (const left of ["4 s", "3 s"])
    await expect.poll(said).toContainEqual(expect.stringContaining(`Next ping in ${left}.`));
  const width = (part: Element) => part.getBoundingClientRect().width;
  expect(await lab.a.card.locator(".fill").first().evaluate(width)).toBe(0);
});

test("dials stay over a reload, and what they may not be is said", async ({ page }) => {
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await hands.write(lab.field("Interval"), "99");
  await lab.set.click();
  await expect(lab.region.getByRole("alert")).toHaveText("Whole milliseconds, from 100 to 60,000.");
  await lab.turn({ interval: 1_234, timeout: 567 });
  await page.reload();
  await expect(lab.field("Interval")).toHaveValue("1234");
  await expect(lab.field("Time-out")).toHaveValue("567");
});

test("clients come back when the dials are set, from a frozen line too, and so does their lag", async ({ page }) => {
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.turn({ interval: 1_000, timeout: 10_000 }); // the first ones give up who lags
  await lab.connect(lab.a, lab.b);
  // The second before the lab has answered to the first.
  await page.evaluate(
    (presses) => presses.forEach((target) => (target as HTMLElement).click()),
    [await lab.a.lag.elementHandle(), await lab.b.freeze.elementHandle()],
  );
  await expect(lab.b.thaw).toBeEnabled();
  await lab.turn(OFF);
  for (const { server, page: own, freeze } of [lab.a, lab.b]) {
    await expect(server).toHaveText("The server counts it in.");
    await expect(own).toHaveText("The page takes it to be open.");
    await expect(freeze).toBeEnabled();
  }
  await expect(lab.a.lag).toBeChecked();
  await expect(lab.b.lag).not.toBeChecked();
});
