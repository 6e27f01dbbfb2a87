import { expect } from "../fixtures.ts";
import { consoleOf } from "../support/console.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 10: Socket.IO by hand, and two pings answered", async (page, hands) => {
  await openLesson(page, LESSON.notAWebSocket);
  const it = consoleOf(page);
  const say = async (text: string) => {
    await hands.write(it.field, text);
    await hands.press(it.send);
  };
  await expect(it.connect).toBeDisabled();
  await placeBet(page, hands, "The server ends the connection");

  await hands.press(it.connect);
  await expect(it.lines('0{"sid"')).toBeVisible();
  await say("hello");
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();
  await expectRefuted(page, hands, /is no packet: A packet begins with its type, a digit from 0 to 6/);

  await hands.press(it.connect);
  await expect(it.lines('0{"sid"')).toHaveCount(2);
  await say("40");
  await expect(it.lines('40{"sid"')).toBeVisible();
  const spelled = page.getByRole("region", { name: "Digit by digit" });
  await expect(spelled.getByText("CONNECT: into a namespace")).toBeVisible();
  await say('42["hello","Ada"]');
  await expect(it.lines('42["hello","Hello, Ada"]')).toBeVisible();
  await expect(spelled.getByText("EVENT: a name and its arguments")).toBeVisible();
  for (const count of [1, 2]) {
    await expect(it.lines(/text\s*2\s*1 byte/)).toHaveCount(count);
    await say("3");
  }
  await expectDone(page, hands, { proof: 9, title: "Socket.IO is not a WebSocket" });
});
