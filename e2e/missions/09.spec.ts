import { expect } from "../fixtures.ts";
import { heartbeatOf, openHeartbeat } from "../support/heartbeat.ts";
import { missionOf } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 9: times that notice death soon, and wait for who is far away", async (page, hands) => {
  await openHeartbeat(page, hands);
  const lab = heartbeatOf(page, hands);
  await lab.turn({ interval: 300, timeout: 1_500 });
  await lab.connect(lab.b);
  await expectRefuted(page, hands, /B got a ping \(n=\d+\) only [\d,]+ ms after the one before\./);

  await lab.turn({ interval: 1_000, timeout: 1_600 });
  await hands.choose(lab.a.lag);
  await hands.press(lab.a.connect);
  const { steps } = missionOf(page);
  await expect(steps.filter({ hasText: "two pings of a client without lag" })).toContainText(": done");
  await hands.press(lab.b.freeze);
  await expect(lab.b.card).toContainText(/up [\d,]+ ms after its line froze/);
  await expectDone(page, hands, { proof: 4, title: "Are you still there?" });
});
