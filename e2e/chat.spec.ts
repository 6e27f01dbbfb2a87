/** The chat: clients that are real connections, in one page and in two that share a lab. */
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { clientOf, LESSON, logOf, openLesson, placeBet, say } from "./support/lesson.ts";

const hands = mouse();

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** A neighbour's browser opens the invite link that this page gives. */
async function invite(page: Page, browser: Browser): Promise<Page> {
  await logOf(page).region.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText("The link is copied. Whoever opens it joins this lab.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const context = await browser.newContext();
  const neighbour = await context.newPage();
  await neighbour.goto(link);
  await expect(logOf(neighbour).region.getByText("A neighbour’s lab, live")).toBeVisible();
  return neighbour;
}

test("what is said on a raw WebSocket is heard in the neighbour's page", async ({ page, browser }) => {
  await openLesson(page, LESSON.oneLine);
  const neighbour = await invite(page, browser);
  for (const each of [page, neighbour]) {
    await placeBet(each, hands, "Whoever has something to say");
    await clientOf(each, "A").connect.click();
    await expect(clientOf(each, "A").status).toContainText("WebSocket");
  }
  await say(page, hands, "A", "all: hello next door");
  await expect(clientOf(neighbour, "A").lines).toHaveText([/heard:.*hello next door/]);
  await say(neighbour, hands, "A", "all: hello yourself");
  await expect(clientOf(page, "A").lines).toHaveText([
    /sent:.*all: hello next door/,
    /heard:.*hello next door/,
    /heard:.*hello yourself/,
  ]);
  // The lab is the one who opened it's to rule.
  await expect(neighbour.getByRole("button", { name: "Start over" })).toHaveCount(0);
  await neighbour.context().close();
});

test("what is said over Socket.IO is heard by all, under the name that its sender has", async ({ page, browser }) => {
  await openLesson(page, LESSON.acks);
  const neighbour = await invite(page, browser);
  for (const each of [page, neighbour]) {
    await placeBet(each, hands, "No, in neither");
    await clientOf(each, "B").connect.click();
    await expect(clientOf(each, "B").status).toContainText("WebSocket");
  }
  await say(page, hands, "B", "who is there?");
  await clientOf(neighbour, "B").region.getByLabel("Name of B").fill("Zoë");
  await expect(clientOf(neighbour, "B").lines).toHaveText([/heard:.*ben: who is there\?/]);
  await say(neighbour, hands, "B", "me");
  for (const each of [page, neighbour])
    await expect(clientOf(each, "B").lines).toHaveText([/heard:.*ben: who is there\?/, /heard:.*Zoë: me/]);
  await neighbour.context().close();
});

test("four clients in one page are four connections", async ({ page }) => {
  await openLesson(page, LESSON.oneLine);
  await placeBet(page, hands, "Whoever has something to say");
  for (const letter of ["B", "C", "D"]) await page.getByRole("button", { name: `Add client ${letter}` }).click();
  await expect(page.getByRole("button", { name: /^Add client/ })).toHaveCount(0);
  for (const letter of ["A", "B", "C", "D"]) {
    await clientOf(page, letter).connect.click();
    await expect(clientOf(page, letter).status).toContainText("WebSocket");
  }
  await say(page, hands, "D", "all: four of us");
  for (const letter of ["A", "B", "C", "D"])
    await expect(clientOf(page, letter).lines.last()).toHaveText(/heard:.*four of us/);

  await clientOf(page, "B").disconnect.click();
  await expect(clientOf(page, "B").status).toContainText("not connected");
  await expect(clientOf(page, "B").message).toBeDisabled();
  await say(page, hands, "A", "all: three of us");
  await expect(clientOf(page, "C").lines.last()).toHaveText(/heard:.*three of us/);
  await expect(clientOf(page, "B").lines.last()).toHaveText(/heard:.*four of us/);

  const log = logOf(page);
  await log.region.getByText("Filter", { exact: true }).click();
  await expect(log.region.getByLabel("Client").getByRole("option")).toHaveText(["all", "A", "B", "C", "D"]);
  await expect(log.region.getByLabel("Connection").getByRole("option")).toHaveText(["all", "c1", "c2", "c3", "c4"]);
});
