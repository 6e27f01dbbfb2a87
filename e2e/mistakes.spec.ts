/** The messages of browsers and servers lead to the question that explains them. */
import { expect, test } from "./fixtures.ts";

const MESSAGES = [
  "xhr poll error",
  "Unexpected server response: 400",
  "Invalid namespace",
  "websocket error",
  "1006",
  "operation has timed out",
  "socket.join is not a function",
  "Unsupported protocol version",
  "not an accepted origin",
  "Max payload size exceeded",
];

test("who searches for a message is led to a question that explains it", async ({ page }) => {
  for (const message of MESSAGES) {
    await page.goto("/search/");
    await page.getByRole("main").getByLabel("Search the lessons and guides").fill(message);
    await page.getByRole("main").getByRole("link", { name: "Common mistakes" }).click();
    await page.waitForURL(/common-mistakes\/#/);
    const heading = page.locator(new URL(page.url()).hash);
    await expect(heading).toBeInViewport();
    await expect(page.locator("[data-mistake]").filter({ has: heading })).toContainText(message, { ignoreCase: true });
  }
});

test("each question has an answer and the lab that shows it, but for those that no lab can show", async ({ page }) => {
  await page.goto("/reference/common-mistakes/");
  const mistakes = page.locator("[data-mistake]");
  await expect(mistakes).toHaveCount(29);
  const without = await mistakes.evaluateAll((all) =>
    all.filter((each) => !each.querySelector("a[href$='#lab']")).map((each) => each.getAttribute("data-mistake")),
  );
  expect(without).toEqual(["C09", "C16", "C24"]);
});
