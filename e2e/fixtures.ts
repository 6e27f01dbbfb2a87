/** What every test of a page begins with: a page that may not fail silently, and a view of it as axe sees it. */
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import type { Running } from "./support/programs.ts";

export { expect };

interface Fixtures {
  /** What the page complained about: console errors, uncaught exceptions, violations of its own security policy. */
  complaints: string[];
  /**
   * Runs axe (WCAG 2.2 A and AA, best practices) over the page as it is now, or a part of it, and expects no finding.
   * `colours`: of its rules only the one that another theme can break. `within`: a selector of CSS.
   */
  expectAccessible: (what?: "all" | "colours", within?: string) => Promise<void>;
  /** Waits for a server that the test starts, and has it stopped at the test's end, however that comes. */
  started: (server: Promise<Running>) => Promise<Running>;
}

/**
 * `test` with a page that fails the test at its end when the browser complained; a test that provokes a complaint
 * takes it out of `complaints`.
 */
export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      await collectComplaints(page, complaints);
      await use(complaints);
      expect(complaints, "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
  started: async ({ page }, use) => {
    const servers: Promise<Running>[] = [];
    await use((server) => {
      servers.push(server);
      return server;
    });
    await page.close(); // it would complain of what is gone
    // Of one that did not start the test has been told.
    const running = (await Promise.allSettled(servers)).flatMap((server) =>
      server.status === "fulfilled" ? [server.value] : [],
    );
    await Promise.all(running.map((server) => server.stop()));
  },
  expectAccessible: async ({ page }, use) => {
    await use(async (what = "all", within) => {
      await comeToRest(page);
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const axe = new AxeBuilder({ page });
      if (within) axe.include(within);
      const { violations } = await (what === "all" ? axe.withTags(tags) : axe.withRules("color-contrast")).analyze();
      const findings = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ target }) => target) }));
      expect(findings, "what axe found").toEqual([]);
    });
  },
});

/** Another theme has its colours, and larger text its place, only when the frames and transitions that lead there are over. */
export async function comeToRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const endings = document.getAnimations().map(({ finished }) => finished.catch(() => {}));
    await Promise.all(endings);
  });
}

async function collectComplaints(page: Page, complaints: string[]): Promise<void> {
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  await page.exposeFunction("complainOfPolicy", (text: string) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { complainOfPolicy } = window as unknown as { complainOfPolicy: (text: string) => void };
      complainOfPolicy(`policy: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile})`);
    });
  });
}
