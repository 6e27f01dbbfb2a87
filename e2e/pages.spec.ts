/** What holds for every page of the site. */
import { comeToRest, expect, test } from "./fixtures.ts";
import { PAGES, weigh } from "./pages.ts";

const KB = 1_000;

test("there are pages to look at", () => {
  expect(PAGES).toContain("/");
});

// One visit for all of it: most of the time goes into waking a page up.
for (const path of PAGES)
  test(`${path} is light, does not shift, asks no other host; axe finds nothing; and it never scrolls sideways`, async ({
    page,
    baseURL,
    expectAccessible,
  }) => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.addInitScript(noteShifts);
    const { weight, hosts } = await weigh(page, path);
    expect(hosts).toEqual([new URL(baseURL!).host]);
    expect(weight.scripts, "JavaScript").toBeLessThanOrEqual(60 * KB);
    expect(weight.page, "everything but fonts").toBeLessThanOrEqual(110 * KB);
    expect(weight.fonts, "fonts").toBeLessThanOrEqual(60 * KB);
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);

    await page.emulateMedia({ reducedMotion: "reduce" });
    await expectAccessible();
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible("colours");
    const needed = async () => {
      await comeToRest(page);
      return page.evaluate(() => document.documentElement.scrollWidth);
    };
    for (const width of [1_440, 820, 360]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await needed(), `at ${width} px`).toBeLessThanOrEqual(width);
    }
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    expect(await needed(), "at 360 px, with text twice as large").toBeLessThanOrEqual(360);
  });

function noteShifts(): void {
  const shifts: number[] = [];
  Object.assign(window, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
  }).observe({ type: "layout-shift", buffered: true });
}
