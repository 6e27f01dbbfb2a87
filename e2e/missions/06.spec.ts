import { expect } from "../fixtures.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 6: a masked text that the server takes, and 1002 because a mask is missing", async (page, hands) => {
  await openLesson(page, LESSON.frames);
  const lab = page.getByRole("region", { name: "Frames by hand" });
  const send = lab.getByRole("button", { name: "Send this frame" });
  const answer = lab.getByRole("status");
  await expect(send).toBeDisabled();
  await placeBet(page, hands, 6);

  await hands.press(lab.getByRole("button", { name: "x, many times" }));
  await hands.press(send);
  await expect(answer).toContainText("The server took it, and sent the message back: 200 bytes");
  const bet = page.getByRole("region", { name: "Your bet" });
  await expect(bet.getByText("6 bytes are enough up to 125 bytes of payload")).toBeVisible();

  await hands.press(lab.getByRole("button", { name: "text", exact: true }));
  await hands.write(lab.getByLabel("Payload as text"), "hi");
  await hands.choose(lab.getByRole("checkbox", { name: "RSV2" }));
  await hands.press(send);
  await expect(answer).toContainText("The server closed the connection with 1002.");
  await expectRefuted(page, hands, /broke another rule: The reserved bits are 0/);

  await hands.choose(lab.getByRole("checkbox", { name: "RSV2" }));
  await hands.press(send);
  await expect(answer).toContainText("sent the message back: “hi”, without a mask");
  await hands.choose(lab.getByRole("checkbox", { name: "MASK" }));
  await hands.press(send);
  await expect(answer).toContainText("A client masks every frame that it sends.");
  await expectDone(page, hands, { proof: 4, title: "Frames" });
});
