/** The glossary and the table of close codes: every lesson leads to them, and the search into them. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { LESSON, logOf } from "./support/lesson.ts";
import { PAGES } from "./pages.ts";

test("every lesson leads to the glossary and to the close codes", async ({ page, request }) => {
  const lessons = PAGES.filter((path) => path.startsWith("/lessons/"));
  for (const path of lessons) {
    const html = await (await request.get(path)).text();
    for (const target of ["/reference/glossary/", "/reference/close-codes/"])
      expect(html, path).toContain(`href="${target}"`);
  }
  await page.goto(lessons[0]!);
  await mouse().press(page.getByRole("link", { name: "glossary" }));
  await expect(page.getByRole("heading", { level: 1, name: "Glossary" })).toBeVisible();
});

const QUESTIONS: [question: string, page: string, hash: string, text: RegExp][] = [
  ["1013", "Close codes", "#code-1013", /1013 Try Again Later/],
  ["Message Too Big", "Close codes", "#code-1009", /1009 Message Too Big/],
  ["4404", "Close codes", "#code-4404", /4404 Wirelight: no such lab/],
  ["half-open", "Glossary", "#half-open", /Half-open/],
  ["subprotocol", "Glossary", "#subprotocol", /Subprotocol/],
];

test("the search finds codes and words in them", async ({ page }) => {
  for (const [question, title, hash, text] of QUESTIONS) {
    await page.goto("/search/");
    const main = page.getByRole("main");
    await mouse().write(main.getByLabel("Search the lessons and guides"), question);
    await mouse().press(main.getByRole("link", { name: title }).first());
    await page.waitForURL((url) => url.hash === hash);
    await expect(page.getByRole("heading", { name: text })).toBeInViewport();
  }
});

test("what is for those who work on the site comes behind what is for learners", async ({ page }) => {
  await page.goto("/search/");
  const main = page.getByRole("main");
  await mouse().write(main.getByLabel("Search the lessons and guides"), "fault");
  const links = main.getByRole("link");
  await expect(links.filter({ hasText: "Protocol" }).first()).toBeVisible();
  expect(await links.first().textContent()).not.toMatch(/Protocol|Architecture/);
});

test("a code of the table leads to its meaning, and from there to the lab", async ({ page }) => {
  await page.goto("/reference/close-codes/");
  await mouse().press(page.getByRole("row", { name: /No Status Received/ }).getByRole("link", { name: "1005" }));
  const entry = page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: /^1005/ }) })
    .last();
  await expect(entry).toBeInViewport();
  await expect(entry).toContainText("Never on the wire: nobody may send it.");
  await mouse().press(entry.getByRole("link", { name: "lesson 8" }));
  await expect(page.getByRole("region", { name: "Ways to end a connection" })).toBeInViewport();
});

test("4404 is what the log of a lab that is not there says, and the page puts it in words", async ({ page }) => {
  const closed: unknown[] = [];
  await page.exposeFunction("tellClose", (code: number) => closed.push(code));
  await page.addInitScript(() => {
    const { WebSocket } = window;
    window.WebSocket = class extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        this.addEventListener("close", ({ code }) =>
          (window as unknown as { tellClose(code: number): void }).tellClose(code),
        );
      }
    };
  });
  await page.goto(`${LESSON.oneLine}#lab=gone`);
  await expect(logOf(page).region.getByText("This lab is gone")).toBeVisible();
  await expect.poll(() => closed).toContain(4404);
});
