import { expect } from "../fixtures.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 12: an answer that comes, and one that is given up", async (page, hands) => {
  await openLesson(page, LESSON.acks);
  const lab = page.getByRole("region", { name: "Events and acknowledgements" });
  const emit = lab.getByRole("button", { name: "Emit" });
  await expect(emit).toBeDisabled();
  await placeBet(page, hands, "In Flask, but not in JavaScript");

  await hands.press(lab.getByRole("button", { name: "answer" }));
  await hands.write(lab.getByLabel("Limit in ms"), "200");
  await hands.press(emit);
  await expect(lab.getByText("Error: operation has timed out")).toBeVisible();
  await expectRefuted(page, hands, /answer .* got no acknowledgement, so the time-out rejected/);
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();

  await hands.press(lab.getByRole("button", { name: "add" }));
  await hands.write(lab.getByLabel("Limit in ms"), "5000");
  await hands.press(emit);
  await expect(lab.getByText(/^answered 5 after \d+ ms/)).toBeVisible();
  await expectDone(page, hands, { proof: 3, title: "Events and acknowledgements" });
});
