/** What is pressed before the page's script is there counts all the same. */
import { expect, test } from "./fixtures.ts";
import { consoleOf } from "./support/console.ts";
import { LESSON, logOf } from "./support/lesson.ts";

test("a part that was unfolded before the script came is filled, and a chosen bet stays chosen", async ({ page }) => {
  const scripts = Promise.withResolvers<void>();
  await page.route("**/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto(LESSON.handshake, { waitUntil: "commit" });
  const lab = page.getByRole("region", { name: "The handshake", exact: true });
  const bet = page.getByRole("region", { name: "Your bet" });
  await lab.getByText("Write a handshake by hand").click();
  await consoleOf(page).summary.click();
  await bet.getByText("400 Bad Request").click();

  scripts.resolve();
  await expect(logOf(page).region.getByText("Your lab is live")).toBeVisible();
  await expect(lab.getByRole("button", { name: "Send these lines" })).toBeVisible();
  await expect(consoleOf(page).path).toBeVisible();
  await expect(bet.getByRole("radio", { name: "400 Bad Request" })).toBeChecked();
  await bet.getByRole("button", { name: "Place the bet" }).click();
  await expect(bet.getByText("Your bet is placed.")).toBeVisible();
});
