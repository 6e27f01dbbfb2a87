/** Without JavaScript the pages are a book: text, recorded runs, programs, and nothing that looks as if it could be pressed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Locator } from "@playwright/test";
import { PAGES } from "./pages.ts";
import { root } from "./support/programs.ts";

test.use({ javaScriptEnabled: false });

const LESSONS = PAGES.filter((path) => path.startsWith("/lessons/"));

for (const path of ["/", "/reference/emit/", ...LESSONS])
  test(`${path}: no control that does nothing`, async ({ page }) => {
    await page.goto(path);
    // The choices of a bet stay: they can be marked as on paper.
    const controls = page.getByRole("main").locator(":is(button, input, select, textarea):not(fieldset *)");
    await expect(controls.filter({ visible: true })).toHaveCount(0);
  });

for (const path of LESSONS)
  test(`${path}: the text, the bet's question, a recorded run, the mission and the program`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect((await page.getByRole("main").getByRole("paragraph").allInnerTexts()).join(" ").length).toBeGreaterThan(
      3_000,
    );
    await expect(page.getByRole("region", { name: "Your bet" }).getByRole("group")).toBeVisible();
    await expect(page.getByRole("region", { name: "Mission" }).getByRole("listitem").first()).toBeVisible();
    await expectShown(page.getByRole("figure", { name: /^examples\/\d\d-/ }).first());
    const recorded = page.getByRole("figure").filter({ hasText: "Recorded:" });
    await expect(recorded).toBeVisible();
    expect(await recorded.getByRole("row").count()).toBeGreaterThan(10);
  });

test("the home page shows a recorded comparison, and the course", async ({ page }) => {
  await page.goto("/");
  const comparison = page.getByRole("region", { name: "One message, both ways" });
  await expect(comparison.getByText("recorded", { exact: true })).toBeVisible();
  await expect(comparison.getByRole("row", { name: /the message arrives/ }).first()).toBeVisible();
  await expect(page.getByRole("region", { name: /^The course/ }).getByRole("link")).toHaveCount(LESSONS.length);
});

test("the emit reference shows each call with what came of it when it was recorded", async ({ page }) => {
  await page.goto("/reference/emit/");
  const rows = page.getByRole("article");
  await expect(rows).toHaveCount(73);
  await expect(rows.getByText("recorded", { exact: true })).toHaveCount(73);
  const row = rows.filter({ has: page.getByRole("heading", { name: "To a room, except the sender" }) });
  await expect(row.getByRole("figure", { name: /Socket\.IO/ })).toContainText('socket.to("r1").emit(');
  await expect(row.getByRole("figure", { name: /Flask/ })).toContainText("include_self=False");
  await expect(row.getByRole("listitem").filter({ hasText: "got it" })).toHaveText("B got it");
  await expect(row.getByRole("list", { name: "Packets" })).toContainText('42["hello","others in r1"]');
});

/** A figure shows a program or excerpts of it: each line of it is one of the file that runs. */
async function expectShown(figure: Locator): Promise<void> {
  const file = /examples\/\S+/.exec(await figure.innerText())![0];
  const lines = (await figure.locator("pre:visible").first().innerText())
    .split("\n")
    .filter((line) => line.trim() !== "");
  expect(lines).not.toEqual([]);
  const source = readFileSync(join(root, file), "utf8");
  expect(lines.filter((line) => !source.includes(line.trim()))).toEqual([]);
}
