/** What holds for every page of the site. */
import { expect, test } from "./fixtures.ts";
import { openWhole, PAGES, weigh } from "./pages.ts";

const KB = 1_000;

test("there are pages to look at", () => {
  expect(PAGES).toContain("/");
});

for (const path of PAGES) {
  test.describe(path, () => {
    test("axe finds nothing in light and in dark", async ({ page, expectAccessible }) => {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await openWhole(page, path);
      await expectAccessible();
      await page.emulateMedia({ colorScheme: "dark" });
      await expectAccessible();
    });

    test("never scrolls sideways", async ({ page }) => {
      await openWhole(page, path);
      for (const width of [1_440, 820, 360]) {
        await page.setViewportSize({ width, height: 900 });
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(needed, `at ${width} px`).toBeLessThanOrEqual(width);
      }
    });

    test("is light and asks no other host for anything", async ({ page, baseURL }) => {
      const { weight, hosts } = await weigh(page, path);
      expect(hosts).toEqual([new URL(baseURL!).host]);
      expect(weight.scripts, "JavaScript").toBeLessThanOrEqual(60 * KB);
      expect(weight.page, "everything but fonts").toBeLessThanOrEqual(110 * KB);
      expect(weight.fonts, "fonts").toBeLessThanOrEqual(60 * KB);
    });

    test("does not shift while it loads", async ({ page }) => {
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
      expect(shifts).toEqual([]);
    });
  });
}
