/** Lesson 10 beside its mission: a packet that is only typed, and the library at the wrong door. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { LESSON, logOf, openLesson, placeBet } from "./support/lesson.ts";

test("a packet that is typed is spelled, right or wrong, and not sent", async ({ page }) => {
  await openLesson(page, LESSON.notAWebSocket);
  const spelled = page.getByRole("region", { name: "Digit by digit" });
  await spelled.getByLabel(/^Or one that you type here/).fill('42/admin,7["add",2,3]');
  await expect(spelled.getByRole("term")).toHaveText(["4", "2", "/admin,", "7", '["add",2,3]']);
  await expect(spelled.getByText("a number: an answer is wanted")).toBeVisible();
  await spelled.getByLabel(/^Or one that you type here/).fill("4hello");
  await expect(spelled.getByText(/^No packet from here on: A packet begins with its type/)).toBeVisible();
  await expect(logOf(page).rows).toHaveCount(0);
});

test("the library does not get on with a plain server: two ways, two messages", async ({ page, complaints }) => {
  await openLesson(page, LESSON.notAWebSocket);
  const wrong = page.getByRole("region", { name: "The library at a plain server" });
  await expect(wrong.getByRole("button", { name: "Connect by polling" })).toBeDisabled();
  await placeBet(page, mouse(), "The server ends the connection");
  await wrong.getByRole("button", { name: "Connect by polling" }).click();
  await expect(wrong.getByRole("status")).toHaveText("xhr poll error");
  await expect(logOf(page).withText("426 Upgrade Required")).toBeVisible();
  await wrong.getByRole("button", { name: "Connect by WebSocket alone" }).click();
  await expect(wrong.getByRole("status")).toHaveText("timeout");
  // The browser's own words for the 426.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("426")]);
});
