/**
 * Pages under an address that a browser holds for unsafe: what a class sees that opens `http://192.168.…` of its
 * instructor's machine. There is no `crypto.subtle`, no clipboard and no service worker.
 */
import { createHash } from "node:crypto";
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { clientOf, LESSON, logOf, openLesson, placeBet, say } from "./support/lesson.ts";
import { servedAt } from "./support/origin.ts";

const hands = mouse();

test.use(servedAt("192.168.178.20:3000"));

test("it is such an address", async ({ page }) => {
  await page.goto("/");
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.subtle, typeof navigator.clipboard])).toEqual([
    false,
    "undefined",
    "undefined",
  ]);
});

test("the lab works: its clients, its log, its links", async ({ page }) => {
  const lab = await openLesson(page, LESSON.oneLine);
  await placeBet(page, hands, "Whoever has something to say");
  await clientOf(page, "A").connect.click();
  await expect(clientOf(page, "A").status).toContainText("WebSocket");
  await say(page, hands, "A", "hello from afar");
  const { entry, opened, region } = logOf(page);
  await entry(3).click();
  await expect(opened(3)).toContainText("192.168.178.20:3000");

  // Copied in the older way; what is copied is found again by pasting.
  await opened(3).getByRole("button", { name: "curl", exact: true }).click();
  await expect(opened(3).getByRole("button", { name: "curl, copied" })).toBeVisible();
  const paste = async () => {
    await region.getByRole("searchbox").focus();
    await page.keyboard.press("ControlOrMeta+V");
    return region.getByRole("searchbox").inputValue();
  };
  expect(await paste()).toContain(`http://192.168.178.20:3000${lab.ws}?client=A`);
  await region.getByRole("searchbox").clear();
  await region.getByRole("button", { name: "Invite" }).click();
  expect(await paste()).toBe(`http://192.168.178.20:3000${LESSON.oneLine}#lab=${lab.id}`);
});

test("where the browser lets a page copy in no way, the text is there to be copied by hand", async ({ page }) => {
  await page.addInitScript(() => {
    document.execCommand = () => false;
  });
  const lab = await openLesson(page, LESSON.oneLine);
  const { region } = logOf(page);
  await region.getByRole("button", { name: "Invite" }).click();
  await expect(region.getByLabel("Link to this lab")).toHaveValue(new RegExp(`#lab=${lab.id}$`));
});

test("the Accept value of a handshake is worked out in pure code", async ({ page }) => {
  await openLesson(page, LESSON.handshake);
  await placeBet(page, hands, "400 Bad Request");
  const lab = page.getByRole("region", { name: "The handshake", exact: true });
  await lab.getByRole("button", { name: "Connect", exact: true }).click();
  const key = await lab
    .getByLabel(/^Accept value for/)
    .locator("xpath=ancestor::label")
    .getByRole("code")
    .textContent();
  await lab.getByRole("button", { name: "Show me the steps" }).click();
  const sha1 = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  await expect(lab.getByText(`The server answered ${sha1.digest("base64")}: equal`)).toBeVisible();
});

test("the comparison and the four clients of lesson 13 run", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/");
  await page.getByRole("button", { name: "One step" }).click();
  await expect(page.getByRole("button", { name: "One step: First message" })).toBeVisible();
  await openLesson(page, LESSON.who);
  await placeBet(page, hands, "B");
  await page.getByRole("button", { name: "Run it" }).click();
  await expect(page.getByRole("region", { name: "Who gets it?", exact: true }).getByRole("status")).toContainText(
    "A got it",
  );
});
