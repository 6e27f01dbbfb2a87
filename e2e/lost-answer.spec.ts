/** Lesson 12: an acknowledgement that a broken line swallows, as its text has one do it. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { LESSON, logOf, openLesson, placeBet } from "./support/lesson.ts";

test("the handler has run, nothing passes any more, and the cut ends the waiting with an error", async ({ page }) => {
  await openLesson(page, LESSON.acks);
  await placeBet(page, mouse(), "No, in neither");
  const lab = page.getByRole("region", { name: "Events and acknowledgements" });
  await lab.getByRole("button", { name: "late" }).click();
  // Later than the text has it: the line has to be frozen before the answer.
  await lab.getByLabel("Arguments").fill("8000");
  await lab.getByLabel("Limit in ms").fill("");
  await expect(lab.getByText('socket.emitWithAck("late", 8000)')).toBeVisible();
  await page.locator("summary", { hasText: "Break the line" }).click();
  await lab.getByRole("button", { name: "Emit" }).click();
  await expect(logOf(page).withText("late(8000)")).toBeVisible();
  await page.getByRole("button", { name: "Freeze" }).click();

  // The server answers, and the answer does not arrive.
  await expect(logOf(page).withText("ack late(8000) to A")).toBeVisible();
  await expect(lab.getByText("waiting for an answer…")).toBeVisible();
  await page.getByRole("button", { name: /^Cut/ }).click();
  await expect(lab.getByText("Error: socket has been disconnected")).toBeVisible();
});
