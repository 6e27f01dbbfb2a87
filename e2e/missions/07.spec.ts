import { expect } from "../fixtures.ts";
import { LESSON, missionOf, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";
import { allSaid } from "../support/said.ts";

bothWays(
  "lesson 7: a megabyte to a slow server, without an exception, and little of it in the page",
  async (page, hands) => {
    await openLesson(page, LESSON.browserApi);
    const lab = page.getByRole("region", { name: "The browser's WebSocket" });
    const faults = page.getByRole("region", { name: "Break the line" });
    const press = (name: string) => hands.press(lab.getByRole("button", { name, exact: true }));
    const story = lab.getByRole("status", { name: "How far it is" });
    await expect(lab.getByRole("button", { name: "new WebSocket(url)" })).toBeDisabled();
    await placeBet(page, hands, /It waits/);
    for (const fault of ["Slow 101", "Slow reader"]) {
      await hands.press(faults.getByRole("button", { name: `Set ${fault}` }));
      await expect(faults.getByRole("list", { name: "In force" }).getByText(fault).first()).toBeVisible();
    }

    await press("A megabyte");
    await press("Run it");
    await expect(story).toHaveText("send() threw: nothing was sent.");
    const bet = page.getByRole("region", { name: "Your bet" });
    await expect(bet.getByText("Socket.IO's client keeps what it is given until it is connected.")).toBeVisible();
    await expectRefuted(page, hands, /send\(\) threw InvalidStateError/);

    await press("in the open event");
    const said = await allSaid(story);
    await press("Run it");
    await expect.poll(said).toContainEqual(expect.stringContaining("The server still reads."));
    await expectRefuted(page, hands, /bufferedAmount was 1,000,000 .*: too much for the page/);

    await hands.choose(lab.getByRole("checkbox", { name: /wait while bufferedAmount is above/ }));
    await hands.write(lab.getByLabel("Threshold, in bytes"), "50000");
    await press("Run it");
    // Two seconds for the handshake, and five for the megabyte.
    await expect(missionOf(page).done).toBeVisible();
    await expectDone(page, hands, { proof: 3, title: "The browser API" });
  },
);
