/** Ends of connections as a real browser tells them to its page: what lesson 8 says of them. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { LESSON, logOf, openLesson, placeBet } from "./support/lesson.ts";
import type { Page } from "@playwright/test";

interface Way {
  who: "The page" | "The server" | "The cable";
  way: string;
  code?: string;
  reason?: string;
  bytes?: string;
}

async function end(page: Page, { who, way, code, reason, bytes }: Way): Promise<void> {
  const hands = mouse();
  const panel = page.getByRole("region", { name: "Ways to end a connection" });
  await hands.choose(panel.getByRole("group", { name: who }).getByRole("radio", { name: way }));
  if (code !== undefined) await hands.write(panel.getByLabel("Code", { exact: true }), code);
  if (reason !== undefined) await hands.write(panel.getByLabel("Reason", { exact: true }), reason);
  if (bytes !== undefined) await hands.write(panel.getByLabel("Bytes of the message"), bytes);
  await hands.press(panel.getByRole("button", { name: "Do it" }));
}

/** The newest end: its client, and what stands in its three columns. */
function newest(page: Page) {
  const item = page.getByRole("list", { name: "Ends of this run, newest first" }).locator("> li").first();
  const column = (name: string) =>
    item
      .locator("div")
      .filter({ has: page.getByText(name, { exact: true }) })
      .last();
  return {
    item,
    page: column("The page was told"),
    wire: column("On the wire").getByRole("listitem"),
    server: column("The server was told"),
  };
}

const GOODBYES: [client: string, way: Way, toPage: RegExp, wire: RegExp[], toServer: RegExp][] = [
  [
    "A",
    { who: "The page", way: "closes", code: "1000" },
    /1000\s*wasClean: true/,
    [/from the client: close frame, 1000/, /from the server: close frame, 1000/, /FIN, the server first/],
    /1000/,
  ],
  [
    "B",
    { who: "The page", way: "closes", code: "" },
    /1005\s*wasClean: true/,
    [/from the client: close frame, empty/, /from the server: close frame, empty/, /FIN/],
    /1005/,
  ],
  [
    "C",
    { who: "The page", way: "closes", code: "4001", reason: "so long" },
    /4001.*so long.*wasClean: true/s,
    [/client: close frame, 4001 “so long”/, /server: close frame, 4001 “so long”/, /FIN/],
    /4001.*so long/s,
  ],
  [
    "D",
    { who: "The page", way: "sends", bytes: "1025" },
    /1009\s*wasClean: true/,
    [/client: text, 1,025 bytes/, /server: close frame, 1009/, /client: close frame, 1009/, /FIN/],
    /1006/,
  ],
  [
    "E",
    { who: "The server", way: "closes", code: "3001", reason: "so be it" },
    /3001.*so be it.*wasClean: true/s,
    [/text “close 3001 so be it”/, /server: close frame, 3001 “so be it”/, /client: close frame, 3001/, /FIN/],
    /3001/,
  ],
  [
    "F",
    { who: "The server", way: "vanishes" },
    /1006\s*wasClean: false/,
    [/text “vanish”/, /from the server: FIN, the server first/],
    /1006/,
  ],
  ["G", { who: "The cable", way: "is cut" }, /1006\s*wasClean: false/, [/from the cable: RST to both ends/], /1006/],
  ["H", { who: "The cable", way: "hangs up" }, /1006\s*wasClean: false/, [/from the cable: FIN to both ends/], /1006/],
  [
    "I",
    { who: "The server", way: "stops" },
    /1001\s*wasClean: true/,
    [/server: close frame, 1001/, /client: close frame, 1001/, /FIN/],
    /1001/,
  ],
];

test("what the page is told, what was on the wire, and what the server was told", async ({ page }) => {
  await openLesson(page, LESSON.goodbye);
  await placeBet(page, mouse(), /^1006/);
  for (const [client, way, toPage, wire, toServer] of GOODBYES) {
    await end(page, way);
    const { item, page: told, wire: passed, server } = newest(page);
    await expect(item.locator("summary")).toContainText(new RegExp(`^\\s*${client}\\b`));
    await expect(told).toContainText(toPage);
    await expect(passed).toContainText(wire);
    await expect(server).toContainText(toServer);
  }
  const collected = page.getByRole("region", { name: "Ways to end a connection" }).getByRole("listitem");
  for (const code of [1000, 1001, 1005, 1006, 1009, 3001, 4001])
    await expect(collected.filter({ hasText: `${code}, seen: entry` })).toBeVisible();
});

test("what the page may not send throws, and nothing goes out", async ({ page }) => {
  await openLesson(page, LESSON.goodbye);
  await placeBet(page, mouse(), /^1006/);
  const story = page.getByRole("region", { name: "Ways to end a connection" }).getByRole("status");
  const refused: [Partial<Way>, RegExp][] = [
    [{ code: "1005" }, /InvalidAccessError/],
    [{ code: "1011" }, /InvalidAccessError/],
    [{ code: "2999" }, /InvalidAccessError/],
    [{ code: "5000" }, /InvalidAccessError/],
    [{ code: "4000", reason: "é".repeat(62) }, /SyntaxError/],
  ];
  for (const [way, error] of refused) {
    await end(page, { who: "The page", way: "closes", ...way });
    await expect(story).toContainText(error);
    await expect(story).toContainText("A: nothing went out, and it is still connected.");
  }
  await end(page, { who: "The page", way: "closes", code: "4000", reason: "é".repeat(61) });
  await expect(story).toContainText("A: the page sent 4000");
});

test("who leaves the page says 1001, and finds the end when it comes back", async ({ page }) => {
  await openLesson(page, LESSON.goodbye);
  await placeBet(page, mouse(), /^1006/);
  await end(page, { who: "The page", way: "sends", bytes: "1" });
  await expect(logOf(page).withText("ws.send")).toBeVisible();
  await expect(newest(page).wire).toContainText([/from the client/, /from the server/]);
  await page.reload();
  await expect(newest(page).wire).toContainText([
    /text/,
    /text/,
    /client: close frame, 1001/,
    /server: close frame, 1001/,
    /FIN/,
  ]);
  await expect(newest(page).page).toContainText("nothing yet");
  await expect(newest(page).server).toContainText("1001");
});
