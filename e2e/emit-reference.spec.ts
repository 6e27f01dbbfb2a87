/** The emit reference: its rows run in the page, and are found. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { keyboard, mouse, type Hands } from "./support/hands.ts";

const REFERENCE = "/reference/emit/";

const rowOf = (page: Page, title: string) => page.getByRole("article", { name: title, exact: true });
/** What stands in each item, as it is read out. */
async function itemsOf(list: Locator): Promise<string[]> {
  const texts = await list.getByRole("listitem").allTextContents();
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

/** Runs a row. @returns who got it, as the avatars say */
async function run(page: Page, hands: Hands, title: string): Promise<string> {
  const row = rowOf(page, title);
  await hands.press(row.getByRole("button", { name: `Run ${title}` }));
  await expect(row.getByText("live", { exact: true })).toBeVisible();
  const avatars = await itemsOf(row.getByRole("list", { name: /^Who got it/ }));
  return avatars.flatMap((text) => /^(.+) got it$/.exec(text)?.[1] ?? []).join(" ");
}

const packetsOf = (page: Page, title: string) => itemsOf(rowOf(page, title).getByRole("list", { name: "Packets" }));

test("nothing is opened before a row is run", async ({ page }) => {
  const opened: string[] = [];
  page.on("websocket", (webSocket) => opened.push(webSocket.url()));
  page.on("request", (request) => opened.push(...(request.url().includes("/api/") ? [request.url()] : [])));
  await page.goto(REFERENCE);
  await expect(page.getByText("73 of 73 calls")).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(opened).toEqual([]);
});

test.describe("each row says who got it", () => {
  const ROWS: [title: string, receivers: string][] = [
    ["Basic emit", "A"],
    ["To everyone", "A B C D"],
    ["To a room, except the sender", "B"],
    ["Disconnect all of a room", "B C"],
    // They are there again.
    ["To everyone except the sender", "B C D"],
    ["To everyone on this server", "A B"],
    ["To the other servers, with a callback", "server two"],
    ["Emit to the server", "server"],
  ];

  test("by mouse", async ({ page }) => {
    await page.goto(REFERENCE);
    for (const [title, receivers] of ROWS) expect([title, await run(page, mouse(), title)]).toEqual([title, receivers]);
  });

  test("by keyboard", async ({ page }) => {
    await page.goto(REFERENCE);
    const hands = keyboard(page);
    for (const [title, receivers] of ROWS.slice(0, 3)) {
      expect([title, await run(page, hands, title)]).toEqual([title, receivers]);
      await expect(rowOf(page, title).getByRole("button")).toBeFocused();
    }
    await expect(page.getByRole("status").filter({ hasText: "To a room, except the sender: B got it." })).toHaveCount(
      1,
    );
  });
});

test("and what passed: packets, what the call gave back, which listeners were called", async ({ page }) => {
  await page.goto(REFERENCE);
  await run(page, mouse(), "Acknowledgements of all, with a promise");
  const packets = await packetsOf(page, "Acknowledgements of all, with a promise");
  expect(packets[0]).toMatch(/^A B C D ←from the server 420\["question","Who is there\?"\]$/);
  expect(packets.slice(1).map((text) => text.match(/430\["(.*)"\]$/)?.[1])).toEqual(
    ["A", "B", "C", "D"].map((letter) => `${letter} is here`),
  );
  await expect(rowOf(page, "Acknowledgements of all, with a promise")).toContainText(/gave back.*A is here/s);

  await run(page, mouse(), "Middleware that refuses");
  await expect(rowOf(page, "Middleware that refuses")).toContainText('on error("not allowed")');

  // The server heeds no flag on a WebSocket, and a browser does as it likes: the two are alike, in both directions.
  for (const title of ["Without compression, to one client", "Without compression, to the server"]) {
    await run(page, mouse(), title);
    const [first, second, ...others] = await packetsOf(page, title);
    expect(first).toContain('42["hello","la la');
    expect([second, others]).toEqual([first, []]);
  }
  await expect(rowOf(page, "Without compression, to one client").getByText("compressed", { exact: true })).toHaveCount(
    2,
  );
});

test("rows are filtered by text, side, Flask and receivers", async ({ page }) => {
  await page.goto(REFERENCE);
  const filter = page.getByRole("search", { name: "Calls of this page" });
  const count = filter.getByRole("status");
  await mouse().write(filter.getByLabel("Look for"), "VOLATILE");
  await expect(count).toHaveText("5 of 73 calls");
  await expect(page.getByRole("heading", { name: "Several servers" })).toBeHidden();
  await filter.getByLabel("Called on").selectOption("the client");
  await expect(count).toHaveText("2 of 73 calls");
  await mouse().press(filter.getByRole("button", { name: "Show all" }));
  await expect(count).toHaveText("73 of 73 calls");

  await filter.getByLabel("In Flask-SocketIO").selectOption("no");
  await filter.getByLabel("Who gets it").selectOption("A B");
  await expect(count).toHaveText("1 of 73 calls");
  await mouse().press(filter.getByRole("button", { name: "Run all shown" }));
  await expect(rowOf(page, "To everyone on this server").getByText("live", { exact: true })).toBeVisible();
  await expect(count).toHaveText("1 of 1 run");
  await mouse().write(filter.getByLabel("Look for"), "no such call");
  await expect(page.getByText("No call is like that.")).toBeVisible();
  await filter.getByLabel("Who gets it").selectOption("nobody");
});

test("those that are run one after the other say which is on, and stop when asked", async ({ page }) => {
  await page.goto(REFERENCE);
  const filter = page.getByRole("search", { name: "Calls of this page" });
  const count = filter.getByRole("status");
  await mouse().press(filter.getByRole("button", { name: "Run all shown" }));
  await expect(count).toHaveText(/^Running \d+ of 73$/);
  await filter.getByRole("button", { name: "Stop" }).evaluate((stop: HTMLElement) => {
    for (let presses = 0; presses < 2; presses++) stop.click(); // the second one begins nothing
  });
  await expect(count).toHaveText(/^\d+ of 73 run$/);
  await expect(filter.getByRole("button", { name: "Run all shown" })).toBeVisible();
  await expect(page.getByRole("article").getByText("live", { exact: true }).first()).toBeVisible();
  await expect(page.locator("[aria-busy]")).toHaveCount(0);
});

test("a row has an address of its own, also where the filter hides it", async ({ page }) => {
  await page.goto(`${REFERENCE}#local`);
  await expect(rowOf(page, "To everyone on this server")).toBeInViewport();
  await mouse().write(page.getByLabel("Look for"), "volatile");
  await page.evaluate(() => (location.hash = "#to-room"));
  await expect(page.getByText("73 of 73 calls")).toBeVisible();
  await expect(rowOf(page, "To a room")).toBeInViewport();
  await page.goto(`${REFERENCE}#100%`); // is not even an address, and no mistake of the page
  await page.reload();
  await expect(page.getByText("73 of 73 calls")).toBeVisible();
});

test("a lab that is gone is replaced; one that cannot be had says why", async ({ page, request, complaints }) => {
  const opened = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/labs");
  const followed = page.waitForEvent("websocket", (webSocket) => new URL(webSocket.url()).pathname.endsWith("/log"));
  await page.goto(REFERENCE);
  await run(page, mouse(), "To everyone");
  const lab = (await (await opened).json()) as { id: string; key: string };
  const heardOf = (await followed).waitForEvent("close");
  await request.delete(`/api/labs/${lab.id}`, { headers: { authorization: `Bearer ${lab.key}` } });
  await heardOf; // the page knows
  expect(await run(page, mouse(), "To a room")).toBe("A B");

  await page.evaluate(() => localStorage.clear());
  await page.route("**/api/labs", (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: "labs.full", message: "No room.", hint: "Come back later." } },
    }),
  );
  await page.reload();
  await mouse().write(page.getByLabel("Look for"), "to everyone");
  await mouse().press(page.getByRole("button", { name: "Run all shown" }));
  await expect(page.getByText(/^Stopped at 1 of \d+$/).getByRole("link")).toHaveAttribute("href", "#io-emit");
  await expect(rowOf(page, "To everyone").getByRole("alert")).toHaveText("No room. Come back later.");
  expect(complaints.splice(0).join()).toContain("503");
  await page.unroute("**/api/labs");
  expect(await run(page, mouse(), "To everyone")).toBe("A B C D");
  await expect(rowOf(page, "To everyone").getByRole("alert")).toBeHidden();
});

test("the search finds a call, and lessons lead to the reference", async ({ page }) => {
  await page.goto("/search/");
  const main = page.getByRole("main");
  await mouse().write(main.getByRole("searchbox"), "serverSideEmitWithAck");
  await mouse().press(main.getByRole("link", { name: "Every way to emit" }).first());
  await expect(page.getByRole("heading", { level: 1, name: "Every way to emit" })).toBeVisible();
  for (const lesson of ["12-events-and-acknowledgements", "13-who-gets-it"]) {
    await page.goto(`/lessons/${lesson}/`);
    await expect(page.getByRole("article").getByRole("link", { name: "emit reference" })).toHaveAttribute(
      "href",
      /^\/reference\/emit\//,
    );
  }
});
