/** What holds for every page of the site. */
import { expect, test } from "./fixtures.ts";
import { openWhole, PAGES, weigh } from "./pages.ts";

const KB = 1_000;

test("there are pages to look at", () => {
  expect(PAGES).toContain("/");
});

for (const path of PAGES) {
  test.describe(path, () => {
    for (const colorScheme of ["light", "dark"] as const)
      test(`${colorScheme}: axe finds nothing`, async ({ page, expectAccessible }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await openWhole(page, path);
        await expectAccessible();
      });

    for (const width of [1_440, 820, 360])
      test(`fits into ${width} px without scrolling sideways`, async ({ page }) => {
        await page.setViewportSize({ width, height: 900 });
        await openWhole(page, path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
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
