import { expect } from "../fixtures.ts";
import { LESSON, missionOf, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";
import { allSaid } from "../support/said.ts";

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
  const { verdict } = missionOf(page);
  const tooOld = /(it took|was) [\d.]+ s/;
  await hands.press(start);
  await expect(verdict).toContainText(tooOld);
  // With each answer the mission would name another entry.
  await hands.press(lab.getByRole("button", { name: "Stop asking" }));
  await expectRefuted(page, hands, tooOld);

  await hands.slide(interval, EVERY_200_MS);
  const said = await allSaid(verdict);
  await hands.press(start);
  await expect.poll(said).toContainEqual(expect.stringContaining("2 of 3 in a row, each young enough"));
  // An answer that comes late breaks the row, and another has to be waited for.
  await expect(missionOf(page).done).toBeVisible();
  await expectDone(page, hands, { proof: 3, title: "The server cannot speak first" });
});
