import { expect } from "../fixtures.ts";
import { LESSON, missionOf, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

/** The steps of the slider. */
const [EVERY_200_MS, EVERY_2_S] = [1, 6];

bothWays("lesson 1: three pieces of news in a row, young and not by luck", async (page, hands) => {
  await openLesson(page, LESSON.polling);
  const lab = page.getByRole("region", { name: "Poll clock" });
  const interval = lab.getByRole("slider");
  const start = lab.getByRole("button", { name: "Start asking" });
  await expect(start).toBeDisabled();
  await placeBet(page, hands, 57);

  await hands.slide(interval, EVERY_2_S);
  await expect(interval).toHaveAttribute("aria-valuetext", "2 s");
  await hands.press(start);
  await expectRefuted(page, hands, /(it took|was) 2\.\d+ s|was 1\.\d+ s old when/);

  await hands.slide(interval, EVERY_200_MS);
  await expect(missionOf(page).verdict).toContainText("2 of 3 in a row, each young enough", { timeout: 10_000 });
  await expectDone(page, hands, { proof: 3, title: "The server cannot speak first" });
});
