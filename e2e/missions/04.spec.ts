import { expect } from "../fixtures.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 4: the race, one card missed and looked at, and seven right", async (page, hands) => {
  await openLesson(page, LESSON.whenNot);
  const lab = page.getByRole("region", { name: "The race", exact: true });
  const cards = page.getByRole("region", { name: "Eight needs" });
  const race = lab.getByRole("button", { name: "Run the race" });
  await expect(race).toBeDisabled();
  await expect(cards.getByRole("radio", { name: "A WebSocket" })).toBeDisabled();
  await placeBet(page, hands, /^SSE and a WebSocket are about alike/);
  await hands.press(race);
  await expect(lab.getByRole("status")).toHaveText("The race is over.");
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();

  // The browser's own cache: the second read was answered with 304, the third was no request at all.
  const cells = (lane: string) => lab.getByRole("row", { name: lane }).getByRole("cell");
  await expect(lab.getByRole("row", { name: /^G GET, cached/ })).toContainText("3 reads");
  await expect(cells("G GET, cached").nth(1)).toHaveText("2");
  await expect(cells("D WebSocket").nth(1)).toHaveText("1");

  const answer = async (means: string) => {
    await hands.choose(cards.getByRole("radio", { name: new RegExp(`^${means}`) }));
    await hands.press(cards.getByRole("button", { name: "That is the simplest" }));
  };
  await answer("A WebSocket");
  await expect(cards.getByRole("radio", { name: "SSE" })).toBeDisabled();
  await expectRefuted(page, hands, /“A price ticker”: not a WebSocket \(n=\d+\)\. .* Open what was measured/);
  const measured = cards.getByRole("button", { name: "See what was measured" });
  await hands.press(measured);
  await expect(cards.getByRole("status").getByRole("link", { name: /^Entry / })).toHaveCount(4);
  for (const [i, means] of RIGHT.entries()) {
    await hands.press(cards.getByRole("button", { name: "Next card" }));
    await answer(means);
    await expect(cards.getByText(`${i + 2} answered, ${i + 1} right`)).toBeVisible();
  }
  await expectDone(page, hands, { proof: 8, title: "When not to use it" });
});

/** Of the second card and the others, by the beginning of its name. */
const RIGHT = [
  "One HTTP request",
  "A WebSocket",
  "HTTP requests, with a cache",
  "Long polling",
  "Polling",
  "SSE",
  "Polling",
];
