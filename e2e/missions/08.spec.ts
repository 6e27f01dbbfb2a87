import type { Page } from "@playwright/test";
import { expect } from "../fixtures.ts";
import type { Hands } from "../support/hands.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 8: five codes, two of which nobody sends", async (page, hands) => {
  await openLesson(page, LESSON.goodbye);
  const { doIt, choose, write, story } = panelOf(page, hands);
  await expect(doIt).toBeDisabled();
  await placeBet(page, hands, /^1005/);

  await write("Code", "1006");
  await hands.press(doIt);
  await expect(story).toContainText("A: nothing went out, and it is still connected.");
  await expectRefuted(page, hands, /ws\.close\(1006\) threw .* a page may send 1000 and 3000 to 4999/);

  await write("Code", "4001");
  await hands.press(doIt);
  await expect(story).toContainText("A: the page sent 4001, and the server answered with the same.");
  await choose("The server", "closes the connection");
  await write("Code", "1000");
  await hands.press(doIt);
  await expect(story).toContainText("B: the server sent 1000");
  await write("Code", "");
  await hands.press(doIt);
  await expect(story).toContainText("C: the server sent a close frame without a code");

  await choose("The page", "sends a long message");
  await hands.press(doIt);
  await expectRefuted(page, hands, /The server sent your message back .* nothing has ended/);
  await write("Bytes of the message", "1025");
  await hands.press(doIt);
  await expect(story).toContainText("D: the server sent 1009. The page was told 1009, the server 1006");

  await choose("The cable", "is cut (RST)");
  await hands.press(doIt);
  await expect(story).toContainText("E: nobody said goodbye. Both sides were told 1006");
  const bet = page.getByRole("region", { name: "Your bet" });
  await expect(bet.getByText("1005 stands for a close frame that has no code in it.")).toBeVisible();
  await expectDone(page, hands, { proof: 5, title: "Saying goodbye" });
});

function panelOf(page: Page, hands: Hands) {
  const panel = page.getByRole("region", { name: "Ways to end a connection" });
  return {
    doIt: panel.getByRole("button", { name: "Do it" }),
    story: panel.getByRole("status"),
    choose: (who: string, way: string) =>
      hands.choose(panel.getByRole("group", { name: who }).getByRole("radio", { name: way })),
    write: (field: string, text: string) => hands.write(panel.getByLabel(field, { exact: true }), text),
  };
}
