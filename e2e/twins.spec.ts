/** Programs in two languages: which one is shown is chosen once, for the whole site. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { LESSON } from "./support/lesson.ts";

const GUIDE = "/guides/coming-from-flask-socketio/";

const tabs = (page: Page, name: RegExp) => page.getByRole("tab", { name });
const panel = (page: Page, name: RegExp) => page.getByRole("tabpanel", { name });

/** All programs of the page are in this language, and their tabs say so. */
async function expectLanguage(page: Page, language: "TypeScript" | "Python"): Promise<void> {
  const [shown, other] = language === "Python" ? [/Python/, /TypeScript/] : [/TypeScript/, /Python/];
  await expect(panel(page, shown).first()).toBeVisible();
  await expect(panel(page, other)).toHaveCount(0);
  for (const tab of await tabs(page, shown).all()) await expect(tab).toHaveAttribute("aria-selected", "true");
  for (const tab of await tabs(page, other).all()) await expect(tab).toHaveAttribute("aria-selected", "false");
}

test("the choice holds for all programs of a page, and for the other pages", async ({ page }) => {
  await page.goto(GUIDE);
  await expectLanguage(page, "TypeScript");
  expect(await tabs(page, /Python/).count()).toBeGreaterThan(3);
  await tabs(page, /Python/)
    .first()
    .click();
  await expectLanguage(page, "Python");
  await expect(panel(page, /Python/).first()).toContainText("send_from_directory");

  await page.goto(LESSON.acks);
  await expectLanguage(page, "Python");
  await page.reload();
  await expectLanguage(page, "Python");

  await page.goto(LESSON.who);
  await expectLanguage(page, "Python");
  await tabs(page, /TypeScript/).click();
  await page.goto(GUIDE);
  await expectLanguage(page, "TypeScript");
});

test("it is seen from the first paint on: nothing of the other language flashes up", async ({ page, complaints }) => {
  await page.goto(LESSON.acks);
  await tabs(page, /Python/).click();
  // As long as no script of the site's has run, the page stands as its style sheet has it.
  await page.route("**/_astro/*.js", (route) => route.abort("aborted"));
  await page.goto(LESSON.who);
  await expect(page.locator('[data-panel="python"]')).toBeVisible();
  await expect(page.locator('[data-panel="typescript"]')).toBeHidden();
  complaints.splice(0); // of the scripts that did not come
});

test("by keyboard: one tab stop, and arrows between the two", async ({ page }) => {
  await page.goto(LESSON.who);
  const [typescript, python] = [tabs(page, /TypeScript/), tabs(page, /Python/)];
  await typescript.focus();
  await expect(python).toHaveAttribute("tabindex", "-1");
  await page.keyboard.press("ArrowRight");
  await expect(python).toBeFocused();
  await expectLanguage(page, "Python");
  await page.keyboard.press("ArrowRight");
  await expect(typescript).toBeFocused();
  await expectLanguage(page, "TypeScript");
});
