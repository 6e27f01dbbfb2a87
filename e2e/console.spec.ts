/** The console: a raw client that speaks to any path of the lab, and shows what passed. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { consoleOf } from "./support/console.ts";
import { type Hands, mouse } from "./support/hands.ts";
import { expectOpens, LESSON, logOf, openLesson, placeBet } from "./support/lesson.ts";
import { bothWays } from "./support/mission.ts";

/** Opens the console of lesson 5, whose bet is placed. */
async function openConsole(page: Page, hands: Hands) {
  await openLesson(page, LESSON.handshake);
  const it = consoleOf(page);
  await hands.press(it.summary);
  await expect(it.connect).toBeDisabled();
  await placeBet(page, hands, "400 Bad Request");
  return it;
}

bothWays("the console speaks Socket.IO by hand", async (page, hands) => {
  const it = await openConsole(page, hands);
  await hands.write(it.path, "socket.io/?EIO=4&transport=websocket");
  await hands.press(it.connect);
  await expect(it.lines('0{"sid"')).toBeVisible();
  await hands.write(it.field, "40");
  await hands.press(it.send);
  await expect(it.lines('40{"sid"')).toBeVisible();
  await hands.write(it.field, '42["hello"]');
  await hands.press(it.send);
  const sent = it.lines('42["hello"]');
  await expect(sent).toContainText(/sent.*text.*11 bytes/);
  await expectOpens(page, hands, sent.getByRole("link"));
  await expect(logOf(page).expanded).toHaveCount(1);
  await expect(logOf(page).region.getByText("hello()").first()).toBeVisible();
});

test("paths, codes and bytes: what the page is told, and what passed", async ({
  page,
  complaints,
  expectAccessible,
}) => {
  const it = await openConsole(page, mouse());
  await it.path.fill("nothing");
  await it.path.press("Enter");
  await expect(it.lines("404 Not Found")).toBeVisible();
  await expect(it.said("close 1006")).toBeVisible();
  expect(complaints.splice(0)).toEqual([expect.stringContaining("Unexpected response code: 404")]);
  await it.path.fill("../../healthz");
  await it.path.press("Enter");
  await expect(it.said("This path leads out of the lab.")).toBeVisible();
  await it.path.fill("log");
  await expect(it.fold.getByText("The log itself is not recorded")).toBeVisible();
  await expect(it.connect).toBeDisabled();

  await it.path.fill("ws");
  await it.protocols.fill("chat.v1, chat.v2");
  await it.connect.click();
  await expect(it.lines("101 Switching Protocols, subprotocol chat.v1")).toBeVisible();
  await expect(it.lines("The handshake is over.")).toContainText("22 bytes");
  await it.button("bytes in hex").click();
  await it.field.fill("0g");
  await expect(it.said("“g” is no hexadecimal digit")).toBeVisible();
  await expect(it.send).toBeDisabled();
  await it.field.fill("01 02 ff");
  await it.field.press("Enter");
  await expect(it.lines("01 02 ff")).toContainText(/sent.*binary.*3 bytes/);

  await it.fold.getByText("Close code and reason").click();
  await it.fold.getByLabel(/^Code/).fill("1006");
  await it.disconnect.click();
  await expect(it.lines("InvalidAccessError")).toBeVisible();
  await expect(it.said("Open.")).toBeVisible();
  await it.fold.getByLabel(/^Code/).fill("3000");
  await it.fold.getByLabel(/^Reason/).fill("enough");
  await it.disconnect.click();
  await expect(it.lines(/close\s+3000 "enough"/)).toHaveCount(2);
  await expect(it.lines('close 3000, clean, "enough"')).toContainText("the page was told");
  await expectAccessible();

  await it.button("Clear").click();
  await expect(it.passed).toContainText("Nothing yet.");
});

test("what was sent is found again: by arrow keys, in a list, after a reload; and a connection is made anew", async ({
  page,
}) => {
  const it = await openConsole(page, mouse());
  await it.connect.click();
  for (const text of ["one", "two"]) {
    await it.field.fill(text);
    await it.field.press("Enter");
    await expect(it.lines(text)).toBeVisible();
    await expect(it.field).toHaveValue("");
  }
  await it.connect.click();
  await expect(it.lines("GET")).toHaveCount(2);
  // The one before is over before the next begins.
  const order = (await it.passed.getByRole("listitem").allTextContents()).map((line) =>
    /close\s+1000 |GET/.exec(line)?.[0].replace(/\s+/, " ").trim(),
  );
  expect(order.filter(Boolean)).toEqual(["GET", "close 1000", "close 1000", "GET"]);

  await page.reload();
  await it.summary.click();
  await expect(it.lines("two")).toBeVisible();
  await it.field.fill("not sent yet");
  await it.field.press("ArrowUp");
  await it.field.press("ArrowUp");
  await expect(it.field).toHaveValue("one");
  await it.field.press("ArrowDown");
  await it.field.press("ArrowDown");
  await expect(it.field).toHaveValue("not sent yet");
  await it.fold.getByText("Sent before (2)").click();
  await it.button("two").click();
  await expect(it.field).toHaveValue("two");
  await expect(it.field).toBeFocused();

  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
