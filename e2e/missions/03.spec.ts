import { expect } from "../fixtures.ts";
import { clientOf, LESSON, openLesson, placeBet, say } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 3: the server speaks twice between two messages", async (page, hands) => {
  await openLesson(page, LESSON.oneLine);
  const a = clientOf(page, "A");
  await expect(a.connect).toBeDisabled();
  await expect(page.getByRole("button", { name: "Let the server speak" })).toBeDisabled();
  await placeBet(page, hands, "Whoever has something to say");
  await hands.press(a.connect);
  await expect(a.status).toContainText("WebSocket");

  for (const text of ["one", "two"]) {
    await say(page, hands, "A", text);
    await expect(a.lines.filter({ hasText: new RegExp(`heard:.*${text}`) })).toBeVisible();
  }
  await expectRefuted(page, hands, /Between your messages .* only one message: you spoke again too soon/);

  await hands.press(page.getByRole("button", { name: "Let the server speak" }));
  await expect(a.lines.filter({ hasText: "A server can speak first." })).toBeVisible();
  await say(page, hands, "A", "three");
  await expectDone(page, hands, { proof: 5, title: "One line, both ways" });
});
