/** The race of lesson 4 and its cards: what is stopped, kept and begun anew. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { LESSON, openLesson, placeBet } from "./support/lesson.ts";

test("a race can be stopped; answers outlive a reload, and end with Start over", async ({ page, expectAccessible }) => {
  await page.addInitScript(busyOnceItIsAsked);
  await openLesson(page, LESSON.whenNot);
  await placeBet(page, mouse(), "A WebSocket, by far");
  const lab = page.getByRole("region", { name: "The race", exact: true });
  const cards = page.getByRole("region", { name: "Eight needs" });
  const startOver = page.getByRole("button", { name: "Start over" });

  // Its second heat gets no answer, so that it is not over before it is stopped.
  await page.route("**/echo?*", () => {});
  await lab.getByRole("button", { name: "Run the race" }).click();
  await expect(lab.getByRole("row", { name: /^D WebSocket/ })).toContainText(/[1-9]\d* prices?/);
  await startOver.click();
  await expect(lab.getByRole("alert")).toHaveText("The race was stopped.");
  await expect(lab.getByRole("row", { name: /^D WebSocket/ })).toContainText("0 prices");
  await page.unroute("**/echo?*");

  await lab.getByRole("button", { name: "Run the race" }).click();
  await expect(lab.getByRole("button", { name: "Race again" })).toBeVisible();
  await expect(lab.getByRole("alert")).toHaveCount(0);
  await cards.getByRole("radio", { name: /^HTTP requests, with a cache/ }).check();
  await cards.getByRole("button", { name: "That is the simplest" }).click();
  await cards.getByRole("button", { name: "See what was measured" }).click();
  await expect(cards.getByText("A kept answer is an old price.")).toBeVisible();
  await expectAccessible();

  await page.reload();
  await expect(cards.getByText("1 answered, 0 right")).toBeVisible();
  await expect(cards.getByText("A kept answer is an old price.")).toBeVisible();
  await expect(lab.getByRole("row", { name: /^G GET, cached/ })).toContainText("3 reads");
  await startOver.click();
  await expect(cards.getByText("0 answered, 0 right")).toBeVisible();
  await expect(cards.getByRole("radio", { name: "A WebSocket" })).toBeDisabled();
});

/**
 * A page that is busy the moment it has asked for the restart: what the server cuts then is there before the page comes
 * to anything else. A stream that it had not let go by then would be an error in the console.
 */
function busyOnceItIsAsked(): void {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    send.call(this, data);
    if (typeof data !== "string" || !data.includes('"restart"')) return;
    const end = performance.now() + 100;
    while (performance.now() < end);
  };
}
