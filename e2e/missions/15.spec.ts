import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { keyboard, mouse, type Hands } from "../support/hands.ts";
import { LESSON, missionOf, openLesson, placeBet } from "../support/lesson.ts";
import { expectDone, expectRefuted } from "../support/mission.ts";

/** The browser writes each 413 into its console by itself. */
function takeOutTooLarge(complaints: string[]): void {
  expect(complaints.splice(0)).toEqual([expect.stringContaining("413 (Payload Too Large)")]);
}

/** Chooses what is called so, as far as hands can: a list is opened by the browser, outside of the page. */
async function choose(lab: Locator, group: RegExp, travels: string, rule: string): Promise<void> {
  const fields = lab.getByRole("group", { name: group });
  await fields.getByLabel("It travels as").selectOption(travels);
  await fields.getByLabel("The server makes of it").selectOption(rule);
}

async function learn(page: Page, hands: Hands, complaints: string[]): Promise<void> {
  await openLesson(page, LESSON.payloads);
  const lab = page.getByRole("region", { name: "What fits in a message", exact: true });
  const part = (name: string) => hands.press(lab.getByRole("button", { name, exact: true }));
  await expect(lab.getByRole("button", { name: "Send it" })).toBeDisabled();
  await placeBet(page, hands, "An empty object: {}");

  await hands.press(lab.getByRole("button", { name: "Send it" }));
  await expect(lab.getByText('420["mirror",{}]')).toBeVisible();
  await expect(lab.getByText("Object {}")).toBeVisible();
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();

  // The usual mistake: as they are.
  await part("Bring it over whole");
  const sendAll = lab.getByRole("button", { name: "Send all three" });
  await hands.press(sendAll);
  await expectRefuted(page, hands, /Your Map should be Map\(2\) .* The server has: Object \{\}/);
  await choose(lab, /^Map/, "[...map]", "new Map(value)");
  await choose(lab, /^Date/, "date.toISOString()", "new Date(value)");
  await choose(lab, /^Bytes/, "bytes", "value");
  await hands.press(sendAll);
  await expect(lab.getByText("The server has all three, whole.")).toBeVisible();

  await part("Find the limit");
  const { steps, verdict } = missionOf(page);
  const send = async (bytes: number, outcome: RegExp) => {
    await hands.write(lab.getByLabel("Bytes (1 to 60,000)"), String(bytes));
    await hands.press(lab.getByRole("button", { name: `Send ${bytes.toLocaleString("en")} bytes` }));
    await expect(lab.getByRole("listitem").filter({ hasText: bytes.toLocaleString("en") })).toHaveText(outcome);
  };
  await send(24_000, /too large: closed with 1009 .*transport error/s);
  await expect(lab.getByText("B: socket has been disconnected (disconnect: transport close)")).toBeVisible();
  await send(19_500, /fits: acknowledged/);
  await expect(verdict).toContainText(/the limit lies between 19,500 bytes .* and 24,000 bytes/);
  await send(20_001, /too large: closed with 1009/);
  await part("over polling");
  await send(14_500, /fits: acknowledged/);
  await send(15_400, /too large: answered with 413 .*transport close/s);
  await expect(lab.getByText("C: socket has been disconnected (disconnect: transport error)")).toBeVisible();
  await expect(steps.filter({ hasText: "not done" })).toHaveCount(1);

  await part("In pieces");
  const carry = lab.getByRole("button", { name: /^Carry/ });
  await hands.press(carry);
  await expect(lab.getByText(/D: socket has been disconnected/)).toBeVisible();
  await expect(verdict).toContainText(/The connection ended in the middle/);
  await hands.write(lab.getByLabel("Bytes in a piece"), "20000");
  await hands.press(carry);
  await expect(lab.getByText("the same", { exact: true })).toBeVisible();
  takeOutTooLarge(complaints);
  await expectDone(page, hands, { proof: 7, title: "What fits in a message" });
}

const name = "lesson 15: three things whole, the limit on both transports, and what is larger in pieces";

test(`${name}, with the mouse`, ({ page, complaints }) => learn(page, mouse(), complaints));
test(`${name}, with the keyboard alone`, ({ page, complaints }) => learn(page, keyboard(page), complaints));

test("what JSON cannot say, and names that are taken: emit throws, in the page", async ({ page }) => {
  const hands = mouse();
  await openLesson(page, LESSON.payloads);
  await placeBet(page, hands, "A Map with one entry");
  const lab = page.getByRole("region", { name: "What fits in a message", exact: true });
  const send = lab.getByRole("button", { name: "Send it" });

  await lab.getByRole("combobox", { name: /^Value/ }).selectOption("BigInt");
  await hands.press(send);
  await expect(lab.getByText("emit threw: Do not know how to serialize a BigInt")).toBeVisible();

  await lab.getByRole("combobox", { name: /^Value/ }).selectOption("bytes");
  await hands.press(send);
  await expect(lab.getByText('["mirror",{"_placeholder":true,"num":0}]')).toBeVisible();
  await expect(lab.getByText("01 02 03 ff", { exact: true })).toBeVisible();
  await expect(lab.getByText("whole", { exact: true })).toBeVisible();

  await hands.write(lab.getByLabel("Event’s name"), "disconnect");
  await hands.press(send);
  await expect(lab.getByText('emit threw: "disconnect" is a reserved event name')).toBeVisible();

  await hands.write(lab.getByLabel("Event’s name"), "mirrors");
  await hands.press(send);
  await expect(lab.getByText("operation has timed out: no handler answered")).toBeVisible();
});
