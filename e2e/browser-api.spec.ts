/** The WebSocket of a real browser: what lesson 7 says of it. */
import type { Page } from "@playwright/test";
import type { JsonEntry } from "../protocol/json.ts";
import { expect, test } from "./fixtures.ts";
import { keyboard, type Hands, mouse } from "./support/hands.ts";
import { type LabAddress, LESSON, logOf, openLesson, placeBet } from "./support/lesson.ts";
import { allSaid } from "./support/said.ts";

async function open(page: Page, hands: Hands = mouse()) {
  const lab = await openLesson(page, LESSON.browserApi);
  await placeBet(page, hands, /It waits/);
  return { lab, ...partsOf(page, hands) };
}

function partsOf(page: Page, hands: Hands) {
  const region = page.getByRole("region", { name: "The browser's WebSocket" });
  const faults = page.getByRole("region", { name: "Break the line" });
  async function slow(fault: "Slow 101" | "Slow reader") {
    await hands.press(faults.getByRole("button", { name: `Set ${fault}` }));
    await expect(faults.getByRole("list", { name: "In force" }).getByText(fault).first()).toBeVisible();
  }
  return {
    slow,
    state: region.getByText(/^readyState /),
    button: (name: string) => region.getByRole("button", { name, exact: true }),
    press: (name: string) => hands.press(region.getByRole("button", { name, exact: true })),
    write: (field: string, text: string) => hands.write(region.getByLabel(field, { exact: true }), text),
    result: region.getByRole("status", { name: "What the call came to" }),
    message: region.getByRole("status", { name: "The last message" }),
    story: region.getByRole("status", { name: "How far it is" }),
    failures: region.getByRole("list", { name: "Three failures" }).getByRole("listitem"),
    region,
    /** Has handshakes wait for as long as a lab allows. @returns what gives the answers that are held back */
    async holdHandshakes(): Promise<() => Promise<void>> {
      await hands.write(faults.getByLabel(/^Slow 101: ms/), "10000");
      await slow("Slow 101");
      return () => hands.press(faults.getByRole("button", { name: "Take back Slow 101, all" }));
    },
  };
}

/** What the lab's log holds now. */
async function entriesOf(page: Page, lab: LabAddress): Promise<JsonEntry[]> {
  const answer = await page.request.get(`${lab.log}?follow=0`);
  const lines = (await answer.text()).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as JsonEntry);
}

/** How many bytes the server has said that it has. */
async function receivedIn(page: Page, lab: LabAddress): Promise<number> {
  const texts = (await entriesOf(page, lab)).map(({ data }) => String((data as { text?: string }).text));
  return Math.max(0, ...texts.map((text) => Number(/^\{"received":(\d+)\}$/.exec(text)?.[1] ?? 0)));
}

/** Takes the lines out of the browser's console that a failure of this kind leaves there. */
function expectComplaint(complaints: string[], pattern: RegExp, count: number): void {
  const found = complaints.filter((complaint) => pattern.test(complaint));
  expect(found).toHaveLength(count);
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !pattern.test(complaint)));
}

for (const [name, handsOf] of [
  ["with the mouse", () => mouse()],
  ["with the keyboard alone", keyboard],
] as const)
  test(`each state, and what send() does in it, ${name}`, async ({ page, complaints, expectAccessible }) => {
    const { state, press, result, message, holdHandshakes } = await open(page, handsOf(page));
    const letPass = await holdHandshakes();
    await press("new WebSocket(url)");
    await expect(state).toHaveText("readyState 0 CONNECTING");
    await press('ws.send("now")');
    await expect(result).toContainText("send() threw InvalidStateError: ");
    await expect(state).toHaveText("readyState 0 CONNECTING");
    await expectAccessible();

    await letPass();
    await expect(state).toHaveText("readyState 1 OPEN");
    await expect(logOf(page).withText("“now”")).toHaveCount(0);
    await press('ws.send("now")');
    await expect(result).toContainText("send() has returned, and says nothing. Right after it, bufferedAmount is 3.");
    await expect(message).toHaveText('message: the string "now"');

    await press("ws.close()");
    await expect(state).toHaveText("readyState 3 CLOSED");
    await press('ws.send("now")');
    await expect(result).toContainText("as if all was well, but nothing is sent any more. bufferedAmount is 3.");
    await press('ws.send("now")');
    await expect(result).toContainText("bufferedAmount is 6.");
    expectComplaint(complaints, /WebSocket is already in CLOSING or CLOSED state/, 2);
  });

test("while the lab is on its way there is no WebSocket to send with, and the one that was asked for comes", async ({
  page,
}) => {
  const { promise: late, resolve: letPass } = Promise.withResolvers<void>();
  await page.route("**/api/labs", async (route) => {
    await late;
    await route.continue();
  });
  await page.goto(LESSON.browserApi);
  await placeBet(page, mouse(), /It waits/);
  const { press, result, state } = partsOf(page, mouse());
  await press("new WebSocket(url)");
  await press('ws.send("now")');
  await expect(result).toHaveText("There is no WebSocket yet: the lab is on its way.");
  letPass();
  await expect(state).toHaveText("readyState 1 OPEN");
});

test("close() gives a handshake up: CLOSING, then error and close", async ({ page }) => {
  const { press, region, state, holdHandshakes } = await open(page);
  await holdHandshakes();
  await press("new WebSocket(url)");
  await press("ws.close()");
  await expect(state).toHaveText("readyState 3 CLOSED");
  await expect(region.getByText("The events error and close were fired.")).toBeVisible();
});

test("bytes come as a Blob, or as an ArrayBuffer from when it is asked for", async ({ page }) => {
  const { press, message, state } = await open(page);
  await press("new WebSocket(url)");
  await expect(state).toHaveText("readyState 1 OPEN");
  await press("ws.send(3 bytes)");
  await expect(message).toHaveText("message: a Blob of 3 bytes");
  await press('"arraybuffer"');
  await press("ws.send(3 bytes)");
  await expect(message).toHaveText("message: an ArrayBuffer of 3 bytes");
});

test("what close() does not accept it throws for, and the connection stays open", async ({ page }) => {
  const { press, write, result, state } = await open(page);
  await press("new WebSocket(url)");
  await expect(state).toHaveText("readyState 1 OPEN");
  for (const code of ["0", "999", "1001", "1005", "1006", "2999", "5000", "lots"]) {
    await write("Code", code);
    await press("ws.close()");
    await expect(result, code).toContainText("close() threw InvalidAccessError: ");
  }
  await write("Code", "3000");
  await write("Reason", "é".repeat(62));
  await press("ws.close()");
  await expect(result).toContainText("close() threw SyntaxError: ");
  await expect(state).toHaveText("readyState 1 OPEN");
  await write("Reason", "é".repeat(61) + "x");
  await press("ws.close()");
  await expect(state).toHaveText("readyState 3 CLOSED");
  await expect(logOf(page).withText("close 3000, clean")).toHaveCount(1);
});

test("three failures: the page is told the same, the server has three different things", async ({
  page,
  complaints,
  expectAccessible,
}) => {
  const { press, failures, region } = await open(page);
  await press("Failures");
  const all = [
    ["Connect to a port at which nobody listens", "nothing: no byte came to it"],
    ["Connect to a path that the server does not have", "a request, which it answered with 404 Not Found"],
    ["Connect to a path at which it lets nobody in", "a request, which it answered with 403 Forbidden"],
  ] as const;
  for (const [i, [name, answer]] of all.entries()) {
    await expect(region.getByText("The page was told the same three times.")).toHaveCount(0);
    await press(name);
    const told = failures.nth(i).locator("dd");
    await expect(told.first().locator("code")).toHaveText(["error", 'close: code 1006, reason "", wasClean false']);
    await expect(told.last()).toContainText(answer);
  }
  await expect(region.getByText("The page was told the same three times.")).toBeVisible();
  await expectAccessible();
  expectComplaint(complaints, /WebSocket connection to .* failed/, 3);
});

test("the error event carries nothing, headers are not read, and there is no ping", async ({ page, complaints }) => {
  const { lab } = await open(page);
  const seen = await page.evaluate(async (http) => {
    const base = `${location.origin.replace("http", "ws")}${http}`;
    const event = (ws: WebSocket, name: string) => new Promise<Event>((heard) => ws.addEventListener(name, heard));
    const refused = await event(new WebSocket(`${base}nothing`), "error");
    const More = WebSocket as unknown as new (url: string, protocols: string[], more: unknown) => WebSocket;
    const ws = new More(`${base}ws?client=H`, [], { headers: { Authorization: "Bearer 7", "X-Mine": "7" } });
    await event(ws, "open");
    ws.close();
    return { own: Object.keys(refused), kind: refused.constructor.name, methods: Object.keys(WebSocket.prototype) };
  }, lab.http);
  expect(seen).toEqual({ own: ["isTrusted"], kind: "Event", methods: expect.arrayContaining(["send", "close"]) });
  expect(seen.methods.filter((name) => /ping|pong|header/i.test(name))).toEqual([]);

  const requests = (await entriesOf(page, lab)).filter(({ client, kind }) => client === "H" && kind === "request");
  expect(requests).toHaveLength(1);
  const names = (requests[0]!.data as { headers: [string, string][] }).headers.map(([name]) => name.toLowerCase());
  expect(names).toContain("sec-websocket-key");
  expect(names.filter((name) => name === "authorization" || name === "x-mine")).toEqual([]);
  expectComplaint(complaints, /WebSocket connection to .* failed/, 1);
});

test("bufferedAmount grows within a task and falls after it", async ({ page }) => {
  const { lab } = await open(page);
  const { within, after } = await page.evaluate(async (http) => {
    const ws = new WebSocket(`${location.origin.replace("http", "ws")}${http}ws`);
    await new Promise((opened) => ws.addEventListener("open", opened));
    const within: number[] = [];
    for (let i = 0; i < 3; i++) {
      ws.send("é".repeat(5_000));
      // Time alone takes nothing off: the event loop has to turn.
      for (const end = performance.now() + 30; performance.now() < end;);
      within.push(ws.bufferedAmount);
    }
    await new Promise((heard) => ws.addEventListener("message", heard));
    const after = ws.bufferedAmount;
    ws.close();
    return { within, after };
  }, lab.http);
  expect(within).toEqual([10_000, 20_000, 30_000]);
  expect(after).toBeLessThan(30_000);
});

test("a megabyte leaves the page before the slow server has it, and close() waits behind it", async ({ page }) => {
  const { lab, press, slow, region, state, story } = await open(page);
  await slow("Slow reader");
  await press("A megabyte");
  await press("in the open event");
  const [told, states] = [await allSaid(story), await allSaid(state)];
  await press("Run it");
  await expect
    .poll(told)
    .toContainEqual(expect.stringMatching(/Nothing waits in the page any more.*The server still reads\./));
  await expect(region.getByText("at most 1,000,000")).toBeVisible();
  await press("ws.close(1000)");
  await expect.poll(states).toContain("readyState 2 CLOSING");
  await expect(state).toHaveText("readyState 3 CLOSED");
  await expect(logOf(page).withText("close 1000, clean")).toHaveCount(1);
  expect(await receivedIn(page, lab)).toBe(1_000_000);
});

test("what is more than the buffers on the way hold waits in the page, as long as the server is slow", async ({
  page,
}) => {
  const { lab, press, slow, region, story, state } = await open(page);
  await slow("Slow reader");
  await press("A megabyte");
  await press("in the open event");
  await press("8,000,000");
  await press("50,000");
  await press("Run it");
  await expect.poll(() => receivedIn(page, lab)).toBeGreaterThan(200_000);
  await expect(story).toContainText("Some of it still waits in the page.");
  await expect(region.getByText("at most 8,000,000")).toBeVisible();
  await expect(state).toHaveText("readyState 1 OPEN");
});
