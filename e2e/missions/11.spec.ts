import type { Page } from "@playwright/test";
import { expect } from "../fixtures.ts";
import type { Hands } from "../support/hands.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 11: held on polling, then let climb", async (page, hands, complaints) => {
  await openLesson(page, LESSON.ladder);
  const { connect, disconnect, choose, rung, send, status, panel, price } = labOf(page, hands);
  await expect(connect).toBeDisabled();
  await placeBet(page, hands, "Three or more");

  await hands.press(connect);
  await expect(status).toHaveText("A is connected over WebSocket.");
  await expect(rung("Over")).toContainText("5");
  await send("hello");
  await expect(price("WebSocket").getByRole("cell")).toHaveText(["0", "27", "23", "50"]);
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();
  await expectRefuted(page, hands, /It climbed .*: its Upgrade had passed/);
  await hands.press(disconnect);

  await choose("drops Upgrade");
  await hands.press(connect);
  await expect(rung("A WebSocket beside it")).toContainText("400 Bad Request");
  await expect(status).toHaveText("A is connected over HTTP long-polling.");
  for (const text of ["one", "two", "three"]) {
    await send(text);
    await expect(price("HTTP long-polling")).toContainText(`"${text}"`);
  }
  await choose("passes Upgrade on");
  await expect(panel.getByText(/A asks for it only once/)).toBeVisible();
  await expectRefuted(page, hands, /It stays on polling: it has asked for Upgrade once/);
  await hands.press(disconnect);
  await hands.press(connect);
  await expect(status).toHaveText("A is connected over WebSocket.");
  await send("hello");
  await expectDone(page, hands, { proof: 7, title: "From polling to WebSocket" });

  // The browser tells of the WebSocket that could not be opened; the page's program is told nothing.
  expect(complaints.splice(0)).toEqual([
    expect.stringMatching(/WebSocket connection to .* failed: .*Unexpected response code: 400/),
  ]);
});

function labOf(page: Page, hands: Hands) {
  const panel = page.getByRole("region", { name: "A on its ladder" });
  const connect = panel.getByRole("button", { name: /^Connect A/ });
  return {
    panel,
    connect,
    disconnect: panel.getByRole("button", { name: "Disconnect A" }),
    status: panel.getByRole("status"),
    rung: (title: string) =>
      panel
        .getByRole("list", { name: "The ladder" })
        .getByRole("listitem")
        .filter({ has: page.getByText(title, { exact: true }) }),
    price: (way: string) => panel.getByRole("row").filter({ hasText: way }),
    async choose(name: string) {
      await hands.press(panel.getByRole("button", { name }));
      await expect(panel.getByRole("button", { name, pressed: true })).toBeVisible();
    },
    async send(text: string) {
      await hands.write(panel.getByLabel("Message from A"), text);
      await hands.press(panel.getByRole("button", { name: "Send", exact: true }));
    },
  };
}
