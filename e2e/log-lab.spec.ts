/** The log and its lab: taken out of the page, shared, started over, lost and found again. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { saysWhenRun } from "./support/commands.ts";
import { mouse } from "./support/hands.ts";
import { clientOf, LESSON, logOf, missionOf, openLesson, placeBet, say } from "./support/lesson.ts";
import { servePlayground } from "./support/programs.ts";

const hands = mouse();

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Client A of lesson 3 says hello and gets it back. */
async function sayHello(page: Page): Promise<void> {
  await placeBet(page, hands, "Whoever has something to say");
  await connectA(page);
  await say(page, hands, "A", "hello");
  await expect(logOf(page).withText('message "hello"')).toBeVisible();
}

async function connectA(page: Page): Promise<void> {
  await clientOf(page, "A").connect.click();
  await expect(clientOf(page, "A").status).toContainText("WebSocket");
}

/** Opens an entry and copies it. @returns what the clipboard then holds */
async function copy(page: Page, key: number, form: string): Promise<string> {
  const { entry, opened } = logOf(page);
  if ((await entry(key).getAttribute("aria-expanded")) === "false") await entry(key).click();
  await opened(key).getByRole("button", { name: form, exact: true }).click();
  await expect(opened(key).getByRole("button", { name: `${form}, copied` })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

test.describe("an entry can be taken out of the page", () => {
  test.skip(process.platform === "win32", "what is copied is for a POSIX shell");

  test("as curl, which does the same handshake in the same lab", async ({ page }) => {
    await openLesson(page, LESSON.oneLine);
    await sayHello(page);
    const said = saysWhenRun("sh", ["-c", `exec ${await copy(page, 3, "curl")}`], "A server can speak first.");
    // Under the same name, on a second connection. What the server sends to all goes there too.
    await logOf(page).region.getByRole("button", { name: "Follow" }).click();
    await expect(logOf(page).withText("connection c2, websocket")).toBeVisible();
    await page.getByRole("button", { name: "Let the server speak" }).click();
    expect(await said).toContain("HTTP/1.1 101 Switching Protocols");
  });

  test("as curl, which makes the server speak", async ({ page }) => {
    await openLesson(page, LESSON.oneLine);
    await sayHello(page);
    const { lines } = clientOf(page, "A");
    await page.getByRole("button", { name: "Let the server speak" }).click();
    await expect(lines).toHaveCount(4);
    const { withText } = logOf(page);
    const request = withText("POST …/speak").filter({ hasText: "client to server" });
    const n = Number(/\d+/.exec((await request.getByRole("button").textContent())!)![0]);
    expect(await saysWhenRun("sh", ["-c", `exec ${await copy(page, n, "curl")}`], "\r\n\r\n")).toContain(
      "HTTP/1.1 204 No Content",
    );
    await expect(lines).toHaveText([/hello/, /hello/, ...Array(2).fill([/Nobody asked me\./, /A server can/])].flat());
  });

  test("as TypeScript, which says the same", async ({ page }) => {
    await openLesson(page, LESSON.oneLine);
    await sayHello(page);
    const program = await copy(page, 8, "TypeScript");
    expect(await saysWhenRun(process.execPath, ["--input-type=module", "--eval", program], "hello")).toBe("hello\n");
  });

  test("for wscat, as the line of the NDJSON view, and as a link that opens it", async ({ page, request }) => {
    const lab = await openLesson(page, LESSON.oneLine);
    await sayHello(page);
    const ws = new URL(lab.ws, page.url()).href.replace("http", "ws");
    expect(await copy(page, 8, "wscat")).toBe(`wscat -c '${ws}' -w 2 -x 'hello'`);
    const lines = (await (await request.get(`${lab.log}?follow=0`)).text()).split("\n");
    expect(await copy(page, 8, "JSON")).toBe(lines[7]);
    const link = await copy(page, 8, "link");
    await page.goto("about:blank");
    await page.goto(link);
    await expect(logOf(page).opened(8)).toBeVisible();
  });
});

test("a neighbour sees the same numbers for the same entries", async ({ page, browser }) => {
  const lab = await openLesson(page, LESSON.oneLine);
  await sayHello(page);
  const context = await browser.newContext();
  const neighbour = await context.newPage();
  await neighbour.goto(`${page.url()}#lab=${lab.id}`);
  await placeBet(neighbour, hands, "Whoever has something to say");
  await connectA(neighbour);
  await expect(logOf(page).withText("connection c2, websocket")).toBeVisible();

  const ofTheLab = async (each: Page) => (await logOf(each).shown()).filter(([key]) => !key.startsWith("p"));
  for (const each of [page, neighbour]) {
    await logOf(each).region.getByText("Filter", { exact: true }).click();
    await logOf(each).region.getByLabel("One row for each layer’s entry").check();
    await logOf(each).region.getByLabel("Connection").selectOption("c2");
    await expect(logOf(each).withText("101 Switching Protocols")).toBeVisible();
  }
  expect(await ofTheLab(neighbour)).toEqual(await ofTheLab(page));
  expect((await ofTheLab(page)).length).toBeGreaterThan(5);
  await context.close();
});

test("a reload keeps the lab, its log and the bet", async ({ page }) => {
  await openLesson(page, LESSON.oneLine);
  await sayHello(page);
  await page.reload();
  await expect(logOf(page).withText('"hello", text, final, masked')).toContainText("Entry8");
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("Your bet is placed.")).toBeVisible();
  await connectA(page);
  await expect(logOf(page).withText("connection c2, websocket")).toBeVisible();
});

test("start over closes the clients, runs the program anew, and counts on", async ({ page }) => {
  await openLesson(page, LESSON.oneLine);
  await sayHello(page);
  const { region, withText, rows } = logOf(page);
  await expect(missionOf(page).steps.first()).toContainText(": done");
  await region.getByRole("button", { name: "Start over" }).click();
  await expect(region.getByText("Started over: the program runs anew.")).toBeVisible();
  await expect(region.getByRole("button", { name: "Start over" })).toBeFocused();
  await expect(clientOf(page, "A").status).toContainText("not connected");
  await expect(missionOf(page).steps.first()).toContainText("not done yet");
  await expect(withText("restart of 03-ws-echo")).toBeVisible();
  await connectA(page);
  // What passed before is still there, and the numbers go on.
  await expect(withText("connection c2, websocket")).toBeVisible();
  await rows.last().hover();
  await page.mouse.wheel(0, -10_000);
  await expect(withText("connection c1, websocket")).toBeVisible();
});

test("a lab that is gone says so, and a new one is a press away", async ({ page, request }) => {
  const lab = await openLesson(page, LESSON.oneLine);
  await sayHello(page);
  const { region, rows } = logOf(page);
  await request.delete(`/api/labs/${lab.id}`, { headers: { authorization: `Bearer ${lab.key}` } });
  await expect(region.getByText("This lab is gone")).toBeVisible();
  await expect(clientOf(page, "A").region).toContainText("close 1001");
  await region.getByRole("button", { name: "Open a new lab" }).click();
  await expect(region.getByText("Your lab is live")).toBeVisible();
  await expect(rows).toHaveCount(0);
  await connectA(page);
  await expect(logOf(page).withText("connection c1, websocket")).toBeVisible();
});

test("a link to a lab that is gone says so, too", async ({ page }) => {
  await page.goto(`${LESSON.oneLine}#lab=doesnotexistdoesnotexist`);
  await expect(logOf(page).region.getByText("This lab is gone")).toBeVisible();
  await page.getByRole("button", { name: "Open a new lab" }).click();
  await expect(logOf(page).region.getByText("Your lab is live")).toBeVisible();
  await sayHello(page);
  // The new lab is the page's own: the link leads to it no more.
  await page.reload();
  await expect(logOf(page).region.getByText("Your lab is live")).toBeVisible();
  await expect(logOf(page).withText('message "hello"')).toBeVisible();
});

test("a server that is started anew while the page is open", async ({ page, started, complaints }) => {
  const before = await started(servePlayground());
  const { port } = new URL(before.url);
  await page.goto(before.url + LESSON.oneLine);
  const { region } = logOf(page);
  await expect(region.getByText("Your lab is live")).toBeVisible();
  await sayHello(page);
  await before.stop();
  await expect(region.getByText("The connection to the lab broke. It is being rebuilt.")).toBeVisible();
  await expect(clientOf(page, "A").region).toContainText("close 1001");
  await started(servePlayground("--port", port));
  await expect(
    region.getByText("This lab is gone: nobody used it for a while, or the server was started anew."),
  ).toBeVisible();
  await region.getByRole("button", { name: "Open a new lab" }).click();
  await expect(region.getByText("Your lab is live")).toBeVisible();
  await connectA(page);
  // What was tried while nobody was there.
  for (const complaint of complaints.splice(0))
    expect(complaint).toMatch(/WebSocket connection to 'ws:.*\/log' failed/);
});
