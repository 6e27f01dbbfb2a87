/** A lesson's mission as a learner goes about it, and how they know that it is not done yet, or is. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { keyboard, mouse, type Hands } from "./hands.ts";
import { expectOpens, missionOf } from "./lesson.ts";

/**
 * A test each for a learner with a mouse, and for one with nothing but the keyboard.
 * @param learn takes out of `complaints` what the browser says of a failure that the lesson is about
 */
export function bothWays(name: string, learn: (page: Page, hands: Hands, complaints: string[]) => Promise<void>): void {
  test(`${name}, with the mouse`, ({ page, complaints }) => learn(page, mouse(), complaints));
  test(`${name}, with the keyboard alone`, ({ page, complaints }) => learn(page, keyboard(page), complaints));
}

/** The mission says why it is not done, and shows the entry that says so. */
export async function expectRefuted(page: Page, hands: Hands, reason: RegExp): Promise<void> {
  const { verdict, refutation } = missionOf(page);
  await expect(verdict).toContainText(reason);
  await expectOpens(page, hands, refutation);
}

/** The mission is done, its proof can be looked at, and the course knows of it: here, at home, and after a reload. */
export async function expectDone(
  page: Page,
  hands: Hands,
  { proof, title }: { proof: number; title: string },
): Promise<void> {
  const mission = missionOf(page);
  await expect(mission.done).toBeVisible();
  await expect(mission.steps.filter({ hasText: "not done" })).toHaveCount(0);
  await expect(mission.proof).toHaveCount(proof);
  await expectOpens(page, hands, mission.proof.last());
  await expectFits(page);

  const inCourse = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title }) });
  await hands.press(page.getByRole("button", { name: "Course" }));
  await expect(inCourse.getByText("✓ done")).toBeVisible();
  await page.keyboard.press("Escape");
  await hands.press(page.getByRole("link", { name: "Wirelight" }));
  const map = page.getByRole("region", { name: /^The course/ });
  await expect(map.locator(inCourse).getByText("✓ done")).toBeVisible();
  await page.reload();
  await expect(map.locator(inCourse).getByText("✓ done")).toBeVisible();
}

/** A lab that has been used fits a narrow screen, too: a phone is turned, a window is made smaller. */
async function expectFits(page: Page): Promise<void> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ ...size, width: 360 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.setViewportSize(size);
}
