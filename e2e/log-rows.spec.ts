/** The log as it is read: rows, what is inside of them, and how one finds a row. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { clientOf, LESSON, logOf, openLesson, placeBet, say } from "./support/lesson.ts";

const hands = mouse();

// High enough for all that the log shows.
test.use({ viewport: { width: 1_440, height: 1_200 } });

/** Lesson 3 with A connected; it has said hello, and got it back. */
async function sayHello(page: Page): Promise<void> {
  await openLesson(page, LESSON.oneLine);
  await placeBet(page, hands, "Whoever has something to say");
  await clientOf(page, "A").connect.click();
  await expect(clientOf(page, "A").status).toContainText("WebSocket");
  await say(page, hands, "A", "hello");
  await expect(logOf(page).withText('message "hello"')).toBeVisible();
}

async function letServerSpeak(page: Page, times = 1): Promise<void> {
  const { lines } = clientOf(page, "A");
  for (let i = 0; i < times; i++) {
    const before = await lines.count();
    await page.getByRole("button", { name: "Let the server speak" }).click();
    await expect(lines).toHaveCount(before + 2);
  }
}

test("one row a message, in the order in which things happened, the page's own calls among them", async ({ page }) => {
  await sayHello(page);
  expect(await logOf(page).shown()).toEqual([
    ["p1", "in A's page", expect.stringMatching(/^new WebSocket\("ws:.*\/ws\?client=A"\)$/)],
    ["1", "A to server", "connection 1"],
    ["3", "A to server", "GET …/ws?client=A"],
    ["4", "in the server's program", "connection c1, websocket"],
    ["6", "server to A", "101 Switching Protocols"],
    ["p2", "in A's page", "open: readyState is 1"],
    ["p3", "in A's page", 'ws.send("hello")'],
    ["8", "A to server", '"hello", text, final, masked, 5 bytes'],
    ["10", "in the server's program", 'send message("hello") to A'],
    ["12", "server to A", '"hello", text, final, unmasked, 5 bytes'],
    ["p4", "in A's page", 'message "hello"'],
  ]);
});

test("a row opens into its layers, from the program down to the bytes with their named fields", async ({
  page,
  expectAccessible,
}) => {
  await sayHello(page);
  const log = logOf(page);
  await log.entry(8).click();
  await expect(log.table.locator("summary")).toHaveText([
    /program\s*event\s*9\s*handler of message\("hello"\)/,
    /WebSocket\s*frame\s*8/,
    /TCP\s*chunk\s*7\s*11 bytes/,
  ]);
  const frame = log.opened(8);
  await expect(frame.getByRole("listitem")).toHaveText([
    /FIN, RSV, opcode.*FIN 1.*opcode 1: text.*byte 0/s,
    /MASK, length.*MASK 1; 5 bytes of payload.*byte 1/s,
    /masking key.*bytes 2–5/s,
    /payload.*unmasked: "hello".*bytes 6–10/s,
  ]);
  await expect(frame.getByRole("group", { name: "Bytes in hexadecimal" })).toHaveText(/0000 81 85( [0-9a-f]{2}){9}/);
  await expectAccessible();

  await log.entry(12).click();
  await expect(log.opened(8)).toHaveCount(0);
  const bytes = log.opened(12).getByRole("group", { name: "Bytes in hexadecimal" });
  await expect(bytes).toHaveText(/0000 81 05 68 65 6c 6c 6f/);

  // Whoever touches bytes learns which field they are, and the other way round.
  const payload = log.opened(12).getByRole("button", { name: /^payload/ });
  await bytes.getByText("81").hover();
  await expect(payload).toHaveAttribute("aria-pressed", "false");
  await bytes.getByText("68 65 6c 6c 6f").hover();
  await expect(payload).toHaveAttribute("aria-pressed", "true");
  await log.opened(12).getByRole("button", { name: /^MASK/ }).hover();
  await expect(bytes.getByText("05")).toHaveClass(/lit/);
  await expect(bytes.getByText("68 65 6c 6c 6f")).not.toHaveClass(/lit/);

  await log.entry(12).click();
  await expect(log.expanded).toHaveCount(0);
});

test("a layer stays as the reader has set it, whatever passes meanwhile", async ({ page }) => {
  await sayHello(page);
  const log = logOf(page);
  await log.entry(8).click();
  const head = log.table.locator("summary").filter({ hasText: /^TCP/ });
  const pass = async (text: string) => {
    const before = await log.count();
    await say(page, hands, "A", text);
    await expect.poll(() => log.count()).toBe(before + 5);
  };
  await head.click();
  await expect(log.opened(7)).toHaveCount(0);
  await pass("again");
  await expect(log.opened(7)).toHaveCount(0);
  await head.press("Enter");
  await expect(log.opened(7)).toBeVisible();
  await pass("once more");
  await expect(log.opened(7)).toBeVisible();
});

test("links inside of an entry lead to those that it came from", async ({ page }) => {
  await sayHello(page);
  const log = logOf(page);
  await log.entry(12).click();
  await log.opened(12).getByRole("link", { name: "10" }).click();
  await expect(log.entry(10)).toHaveAttribute("aria-expanded", "true");
  await expect(log.opened(10)).toContainText("to A (c1)");
});

test("by keyboard: into the rows, along them, open, inside, and back out", async ({ page }) => {
  await sayHello(page);
  const log = logOf(page);
  await log.region.getByText("Filter", { exact: true }).focus();
  await page.keyboard.press("Tab"); // Save
  // One stop for all rows: the latest one.
  await page.keyboard.press("Tab");
  await expect(log.rows.last().getByRole("button")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(log.entry("p1")).toBeFocused();
  for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowDown");
  await expect(log.entry(8)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(log.opened(8)).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await expect(log.expanded).toHaveCount(0);
  await expect(log.entry(8)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(log.entry("p3")).toBeFocused();
  await page.keyboard.press("End");
  await expect(log.rows.last().getByRole("button")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(log.region.locator(":focus")).toHaveCount(0);
});

test("filters: text, layers, client, connection; and one row for each layer's entry", async ({ page }) => {
  await sayHello(page);
  await page.getByRole("button", { name: "Add client B" }).click();
  await clientOf(page, "B").connect.click();
  await expect(clientOf(page, "B").status).toContainText("WebSocket");
  const { region, withText, rows } = logOf(page);
  await expect(withText("connection c2, websocket")).toBeVisible();

  const text = region.getByRole("searchbox", { name: "Show only rows with this text" });
  await text.fill("HELLO");
  await expect(rows).toHaveText([/ws\.send/, /masked/, /send message/, /unmasked/, /message "hello"/]);
  await text.fill("nobody has said this");
  await expect(region.getByText("No row passes this filter.")).toBeVisible();
  await text.clear();

  await region.getByText("Filter", { exact: true }).click();
  const layer = (name: string) =>
    region.getByRole("group", { name: "Layers" }).getByRole("button", { name, exact: true });
  for (const name of ["TCP", "WebSocket", "Engine.IO", "Socket.IO", "program"]) await layer(name).click();
  await expect(rows).toHaveText([/GET/, /101/, /GET/, /101/]);
  await expect(region.getByText("Filter (1 set)")).toBeVisible();

  await region.getByLabel("Client").selectOption("B");
  await expect(rows).toHaveText([/B to server.*GET/s, /server to B.*101/s]);
  await region.getByLabel("Client").selectOption("all");
  await region.getByLabel("Connection").selectOption("c1");
  await expect(rows).toHaveText([/A to server.*GET/s, /server to A.*101/s]);
  await region.getByLabel("One row for each layer’s entry").check();
  await layer("TCP").click();
  await expect(rows).toHaveText([/connection 1/, /bytes/, /GET/, /bytes/, /101/, /11 bytes/, /7 bytes/]);
});

test("paused it stands still and counts; cleared it is empty; and missions know all the same", async ({ page }) => {
  await sayHello(page);
  const { region, withText, rows } = logOf(page);
  await region.getByRole("button", { name: "Pause" }).click();
  const before = await rows.allTextContents();
  await letServerSpeak(page);
  await expect(region.getByRole("button", { name: /^Paused, \d+ new$/ })).toBeVisible();
  expect(await rows.allTextContents()).toEqual(before);
  await region.getByRole("button", { name: /^Paused/ }).click();
  await expect(withText('"A server can speak first.", text')).toBeVisible();

  await region.getByRole("button", { name: "Clear" }).click();
  await expect(region.getByText("Nothing has passed yet.")).toBeVisible();
  await expect(rows).toHaveCount(0);
  await say(page, hands, "A", "still one line");
  await expect(page.getByText("Done. Proved by what passed")).toBeVisible();
  await expect(withText("101 Switching Protocols")).toHaveCount(0);
});

test("it follows what is new until the reader looks at something else, and again when told to", async ({ page }) => {
  await sayHello(page);
  const { region, rows, entry, withText, expanded } = logOf(page);
  const follow = region.getByRole("button", { name: "Follow" });
  await letServerSpeak(page, 3);
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await expect(rows.last()).toHaveText(/message "A server can speak first\."/);

  await rows.last().hover();
  await page.mouse.wheel(0, -10_000);
  await expect(entry("p1")).toBeInViewport();
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await letServerSpeak(page);
  await expect(entry("p1")).toBeInViewport();

  await follow.click();
  await expect(entry("p1")).toHaveCount(0);
  await expect(withText('message "A server can speak first."').last()).toBeInViewport();
  await rows.last().getByRole("button").click();
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await follow.click();
  await expect(expanded).toHaveCount(0);
});

test("an address with #n=… opens its entry, also after a reload, also one that is still to come", async ({ page }) => {
  await sayHello(page);
  const { entry, opened } = logOf(page);
  await page.goto(`${LESSON.oneLine}#n=7`);
  await expect(entry(8)).toHaveAttribute("aria-expanded", "true");
  await expect(opened(7)).toBeVisible();
  await page.reload();
  await expect(opened(7)).toBeVisible();
  await expect(entry(8)).toBeFocused();

  // The page's own four entries are there again; the new connection adds two, the message two more.
  await expect(entry("p4")).toBeVisible();
  await clientOf(page, "A").connect.click();
  await expect(clientOf(page, "A").status).toContainText("WebSocket");
  await page.goto(`${LESSON.oneLine}#n=p8`);
  await expect(opened("p8")).toHaveCount(0);
  await say(page, hands, "A", "again");
  await expect(opened("p8")).toContainText('message "again"');
});

test("an address that names no entry is answered in words, and the log goes on following", async ({ page }) => {
  await sayHello(page);
  const log = logOf(page);
  for (const [hash, said] of [
    ["#n=9999", "Entry 9999 has not come yet. It is opened as soon as it comes."],
    ["#n=p99", "Entry p99 of the page has not come yet, or is not held any more."],
    ["#n=first", "There is no entry “first”"],
  ] as const) {
    await page.goto(LESSON.oneLine + hash);
    await expect(log.region.getByText(said)).toBeVisible();
  }
  await expect(log.region.getByRole("button", { name: "Follow" })).toHaveAttribute("aria-pressed", "true");
});

test("on a low screen some rows stay in sight while the filter lies open", async ({ page }) => {
  await page.setViewportSize({ width: 1_280, height: 720 });
  await sayHello(page);
  const log = logOf(page);
  await log.region.getByText("Filter", { exact: true }).click();
  await log.rows.last().scrollIntoViewIfNeeded();
  const rows = await log.rows.evaluateAll((elements) => {
    const { top, bottom } = elements[0]!.closest(".scroller")!.getBoundingClientRect();
    const seen = elements.map((row) => row.getBoundingClientRect());
    return seen.filter((row) => row.top >= Math.max(0, top) && row.bottom <= Math.min(innerHeight, bottom)).length;
  });
  expect(rows).toBeGreaterThanOrEqual(4);
});

test("what people say stays text, and what would not be seen is made visible", async ({ page }) => {
  await sayHello(page);
  const { withText } = logOf(page);
  const hostile = '<img src="/healthz" onerror="document.body.remove()">\u202Egnp.exe';
  await say(page, hands, "A", hostile);
  const sent = withText("text, final, masked").last();
  await expect(sent).toContainText("<img src=");
  await expect(sent).toContainText("U+202E");
  await expect(clientOf(page, "A").lines.last()).toContainText("<img src=");
  await expect(page.getByRole("region", { name: /^Lab/ }).locator("img")).toHaveCount(0);
});

test("at 360 px an opened entry is as wide as the page, and no wider", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await sayHello(page);
  const { entry, opened } = logOf(page);
  await entry(8).click();
  const wide = await opened(8).evaluate((element) =>
    [...element.querySelectorAll("*")]
      .filter((inner) => inner.getBoundingClientRect().right > innerWidth)
      .map((inner) => inner.outerHTML),
  );
  expect(wide).toEqual([]);
});
