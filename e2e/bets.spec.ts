/** A bet is placed before anything is shown, stays as it was, and is judged by what passes. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { clientOf, expectOpens, LESSON, openLesson, placeBet } from "./support/lesson.ts";

const hands = mouse();

test("a bet stays as it was placed, over a reload too, and what passes judges it", async ({ page }) => {
  await openLesson(page, LESSON.oneLine);
  const bet = page.getByRole("region", { name: "Your bet" });
  const a = clientOf(page, "A");
  await bet.getByRole("button", { name: "Place the bet" }).click();
  await expect(bet.getByRole("alert")).not.toBeEmpty();
  await expect(a.connect).toBeDisabled();

  await placeBet(page, hands, "Only the client: it opened the connection");
  await expect(bet.getByRole("status")).toHaveText(
    /^Your bet is placed\. Connect, and let the server speak before you do\.$/,
  );
  await page.reload();
  await expect(bet.getByRole("radio", { name: /^Only the client/ })).toBeChecked();
  for (const option of await bet.getByRole("radio").all()) await expect(option).toBeDisabled();

  await a.connect.click();
  await expect(a.status).toContainText("WebSocket");
  await page.getByRole("button", { name: "Let the server speak" }).click();
  await expect(bet.getByText("Not this time.")).toBeVisible();
  await expect(bet.getByRole("listitem").filter({ hasText: "Only the client" })).toContainText("not so");
  await expect(bet.getByRole("listitem").filter({ hasText: "Whoever" })).toContainText("this happened");
  await expectOpens(page, hands, bet.getByRole("link", { name: /^Entry/ }));
});

test("whoever teaches unlocks every lesson without betting", async ({ page }) => {
  await openLesson(page, LESSON.oneLine);
  const unlock = page.getByLabel("Unlock everything, without betting");
  await page.getByRole("button", { name: "Display" }).click();
  await unlock.check();
  await expect(clientOf(page, "A").connect).toBeEnabled();
  await openLesson(page, LESSON.who);
  await expect(page.getByRole("button", { name: "Run it" })).toBeEnabled();
  await page.getByRole("button", { name: "Display" }).click();
  await expect(unlock).toBeChecked();
  await unlock.uncheck();
  await expect(page.getByRole("button", { name: "Run it" })).toBeDisabled();
});

test("code in a bet's question and in a mission's hints is set as code", async ({ page }) => {
  await openLesson(page, LESSON.who);
  const bet = page.getByRole("region", { name: "Your bet" });
  await expect(bet.getByRole("code")).toHaveText(['io.to(["r1", "r2"]).emit("hello")', "hello"]);
  const mission = page.getByRole("region", { name: "Mission" });
  await mission.getByRole("button", { name: /^Give me a hint/ }).click();
  await expect(mission.getByRole("listitem").filter({ hasText: "is the whole server" }).getByRole("code")).toHaveText([
    "io",
    "socket",
  ]);
});
