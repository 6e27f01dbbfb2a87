/** The log of a lesson's lab, by mouse, keyboard and address. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const LESSON = "/lessons/03-one-line-both-ways/";

const log = (page: Page) => page.getByRole("region", { name: "Log", exact: true });
const rows = (page: Page) => log(page).locator("tr.message");
const row = (page: Page, text: string | RegExp) => rows(page).filter({ hasText: text });
const details = (page: Page) => log(page).locator("details.line");

// What is tried here is the log, not the bet that stands before it: the switch for people who teach is on.
test.beforeEach(({ page }) =>
  page.addInitScript(() => localStorage.setItem("wirelight.progress", JSON.stringify({ lessons: {}, unlocked: true }))),
);

/** A lab with one client that has said hello and got it back. */
async function sayHello(page: Page): Promise<void> {
  await page.goto(LESSON);
  await page.getByRole("button", { name: "Connect A" }).click();
  const message = page.getByLabel("Message from A");
  await expect(message).toBeEnabled();
  await message.fill("hello");
  await message.press("Enter");
  await expect(row(page, 'message "hello"')).toBeVisible();
}

test("a message is one row that opens into its layers, from the frame to the bytes", async ({
  page,
  expectAccessible,
}) => {
  await sayHello(page);
  const sent = row(page, /"hello", text, final, masked/);
  await sent.click();
  await expect(sent.getByRole("button")).toHaveAttribute("aria-expanded", "true");
  await expect(details(page).locator("summary > .name")).toHaveText(["program", "WebSocket", "TCP"]);
  const frame = details(page).nth(1);
  await expect(frame).toContainText("FIN 1");
  // Six bytes of header with the key, five of text.
  expect((await frame.locator(".codes").allTextContents()).join(" ")).toMatch(/^\s*([0-9a-f]{2}\s*){11}$/);
  await expectAccessible();
  await sent.click();
  await expect(details(page)).toHaveCount(0);
});

test("touching a field lights its bytes, and touching bytes lights their field", async ({ page }) => {
  await sayHello(page);
  await row(page, /"hello", text, final, unmasked/).click();
  const frame = details(page).first();
  await frame.getByRole("button", { name: /^payload/ }).hover();
  await expect(frame.locator(".piece.lit")).toHaveText("68 65 6c 6c 6f");
  await frame.locator(".piece").first().hover();
  await expect(frame.locator("button[aria-pressed=true]")).toContainText("opcode");
});

test("the keyboard moves from row to row, opens one and closes it", async ({ page }) => {
  await sayHello(page);
  await rows(page).first().getByRole("button").focus();
  await page.keyboard.press("End");
  await expect(rows(page).last().getByRole("button")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  const focused = log(page).locator("tr.message:has(button:focus)");
  await expect(focused).toContainText('"hello"');
  await page.keyboard.press("Enter");
  await expect(focused.getByRole("button")).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(details(page)).toHaveCount(0);
  await expect(focused).toContainText('"hello"');
  await page.keyboard.press("Home");
  await expect(rows(page).first().getByRole("button")).toBeFocused();
});

test("an address opens the entry that it names, also one of the page's own", async ({ page }) => {
  await sayHello(page);
  await page.goto(`${LESSON}#n=3`);
  await page.reload();
  const request = row(page, "GET /labs/");
  await expect(request.getByRole("button")).toHaveAttribute("aria-expanded", "true");
  await page.evaluate(() => (location.hash = "#n=6"));
  await expect(row(page, "101 Switching Protocols").getByRole("button")).toBeFocused();
  await expect(request.getByRole("button")).toHaveAttribute("aria-expanded", "false");
});

test("a reload keeps the lab and its log", async ({ page }) => {
  await sayHello(page);
  const before = await row(page, /"hello", text, final, masked/).textContent();
  await page.reload();
  await expect(row(page, /"hello", text, final, masked/)).toHaveText(before!);
});

test("a filter leaves the rows that pass, and none when nothing does", async ({ page }) => {
  await sayHello(page);
  const search = page.getByLabel("Show only rows with this text");
  await search.fill("HELLO");
  await expect(row(page, "101 Switching Protocols")).toHaveCount(0);
  await expect(row(page, /"hello", text, final, masked/)).toBeVisible();
  await search.fill("nobody said this");
  await expect(log(page)).toContainText("No row passes this filter.");
  await search.fill("");
  await page.getByText("Filter", { exact: true }).click();
  for (const layer of ["TCP", "HTTP", "WebSocket", "Engine.IO", "Socket.IO"])
    await log(page).getByRole("button", { name: layer, exact: true }).click();
  await expect(row(page, "new WebSocket(")).toBeVisible();
  await expect(row(page, "101 Switching Protocols")).toHaveCount(0);
});

test("flat, each layer's entry is a row", async ({ page }) => {
  await sayHello(page);
  await expect(row(page, /11 bytes/)).toHaveCount(0);
  await page.getByText("Filter", { exact: true }).click();
  await page.getByLabel("One row for each layer’s entry").check();
  await expect(row(page, /11 bytes/)).toHaveCount(1);
});

test("paused it stands still and counts, cleared it is empty", async ({ page }) => {
  await sayHello(page);
  await log(page).getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Let the server speak" }).click();
  await expect(log(page).getByRole("button", { name: /^Paused, \d+ new$/ })).toBeVisible();
  await expect(row(page, "Nobody asked me.")).toHaveCount(0);
  await log(page)
    .getByRole("button", { name: /^Paused/ })
    .click();
  await expect(row(page, /"Nobody asked me\.", text/)).toBeVisible();
  await log(page).getByRole("button", { name: "Clear" }).click();
  await expect(log(page)).toContainText("Nothing has passed yet.");
});

test("what people say is text, whatever stands in it", async ({ page }) => {
  await page.goto(LESSON);
  await page.getByRole("button", { name: "Connect A" }).click();
  const message = page.getByLabel("Message from A");
  await expect(message).toBeEnabled();
  await message.fill('<img src=x onerror="alert(1)">\u202e');
  await message.press("Enter");
  await expect(row(page, "<img src=x").first()).toBeVisible();
  await expect(row(page, "U+202E").first()).toBeVisible();
  await expect(page.locator(".log img, .chat img")).toHaveCount(0);
});

test("start over closes the clients and begins a new run", async ({ page }) => {
  await sayHello(page);
  await log(page).getByRole("button", { name: "Start over" }).click();
  await expect(row(page, "restart of 03-ws-echo")).toBeVisible();
  await expect(page.getByRole("button", { name: "Connect A" })).toBeVisible();
});

test("a lab that is gone says so and makes room for a new one", async ({ page }) => {
  await sayHello(page);
  await page.evaluate(async () => {
    const { address } = JSON.parse(localStorage.getItem("wirelight.lab.03-ws-echo")!);
    await fetch(`/api/labs/${address.id}`, { method: "DELETE", headers: { authorization: `Bearer ${address.key}` } });
  });
  await expect(log(page)).toContainText("This lab is gone");
  await log(page).getByRole("button", { name: "Open a new lab" }).click();
  await expect(log(page)).toContainText("Your lab is live");
  await expect(log(page)).toContainText("Nothing has passed yet.");
});

test("a neighbour joins by the link and sees the same log, but cannot start over", async ({ page, context }) => {
  await sayHello(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await log(page).getByRole("button", { name: "Invite" }).click();
  await expect(log(page)).toContainText("The link is copied.");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const neighbour = await context.newPage();
  await neighbour.goto(link);
  await expect(log(neighbour)).toContainText("A neighbour’s lab, live");
  await expect(row(neighbour, /"hello", text, final, masked/)).toBeVisible();
  await expect(log(neighbour).getByRole("button", { name: "Start over" })).toHaveCount(0);
});

test("an entry can be taken out, as text to run", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await sayHello(page);
  await row(page, "GET /labs/").click();
  await log(page).getByRole("button", { name: "curl", exact: true }).click();
  await expect(log(page).getByRole("button", { name: "curl, copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl -i -N --http1\.1 \\\n {2}-H '/);
});

test("at 360 px nothing is wider than the page, also with a row open", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await sayHello(page);
  await row(page, "GET /labs/").click();
  await expect(details(page).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  const wide = await log(page).evaluate((element) =>
    [...element.querySelectorAll(".scroller, .detail, .hex")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ className }) => className),
  );
  expect(wide).toEqual([]);
});
