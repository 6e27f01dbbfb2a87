import { createHash } from "node:crypto";
import { expect } from "../fixtures.ts";
import { LESSON, missionOf, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 5: three refusals, then a handshake whose Accept value was typed", async (page, hands) => {
  await openLesson(page, LESSON.handshake);
  const lab = page.getByRole("region", { name: "The handshake", exact: true });
  const connect = lab.getByRole("button", { name: /^Connect( again)?$/ });
  await hands.press(lab.getByText("Write a handshake by hand"));
  await expect(connect).toBeDisabled();
  await expect(lab.getByRole("button", { name: "Send these lines" })).toBeDisabled();
  await placeBet(page, hands, "400 Bad Request");

  const changes: [change: (right: string) => string, answer: string][] = [
    [(right) => right.replace(/^(Upgrade|Connection):.*\n/gm, ""), "426 Upgrade Required"],
    [(right) => right.replace("Version: 13", "Version: 12"), "400 Bad Request"],
    [(right) => right.replace(/(Key:).*/, "$1 short"), "400 Bad Request"],
  ];
  const request = lab.getByLabel(/^The request, line by line/);
  const right = await request.inputValue();
  for (const [i, [change, answer]] of changes.entries()) {
    await hands.write(request, change(right));
    await hands.press(lab.getByRole("button", { name: "Send these lines" }));
    await expect(lab.getByRole("button", { name: `HTTP/1.1 ${answer}` })).toBeVisible();
    await expect(missionOf(page).steps.filter({ hasText: ": done" })).toHaveCount(i + 1);
  }

  const accept = lab.getByLabel(/^Accept value for/);
  await hands.press(connect);
  await hands.write(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  await hands.press(lab.getByRole("button", { name: "Check it" }));
  await expect(lab.getByText("Not equal.")).toBeVisible();
  await expectRefuted(page, hands, /you typed s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=; the server answered/);

  await hands.press(connect);
  const key = await accept.locator("xpath=ancestor::label").getByRole("code").textContent();
  await hands.write(accept, acceptOf(key!));
  await hands.press(lab.getByRole("button", { name: "Check it" }));
  await expect(lab.getByText("Right.")).toBeVisible();
  await expectDone(page, hands, { proof: 4, title: "The handshake" });
});

/** RFC 6455 §4.2.2 */
function acceptOf(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}
