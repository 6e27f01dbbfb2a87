import { expect } from "../fixtures.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";
import { allSaid } from "../support/said.ts";

bothWays("lesson 2: a stream goes on after a restart, and nothing is left out", async (page, hands) => {
  await openLesson(page, LESSON.heldAnswers);
  const lab = page.getByRole("region", { name: "Three ways to the news" });
  const lane = lab.getByRole("region", { name: /^B, / });
  const restart = lab.getByRole("button", { name: "Restart the server" });
  await expect(lane.getByRole("button", { name: "Start B" })).toBeDisabled();
  await expect(restart).toBeDisabled();
  await placeBet(page, hands, "Server-sent events", "A WebSocket");

  await hands.press(lane.getByRole("button", { name: "Start B" }));
  await expect(lane.getByRole("listitem").first()).toContainText(/no\. \d+/);
  const said = await allSaid(lane);
  await hands.press(restart);
  await expect.poll(said).toContainEqual(expect.stringContaining("The page opens a new stream."));
  await expectRefuted(page, hands, /asked for the stream without Last-Event-ID/);
  await expect.poll(said).toContainEqual(expect.stringMatching(/no\. [\d–]+ ?missed/));

  await hands.press(lab.getByRole("button", { name: "the browser comes back by itself" }));
  await hands.press(restart);
  await expect.poll(said).toContainEqual(expect.stringContaining("The browser comes back by itself."));
  await expectDone(page, hands, { proof: 3, title: "Two HTTP answers: long polling and SSE" });
});
