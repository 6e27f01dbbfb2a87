/** The messages of browsers and servers lead to the question that explains them. */
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { expect, test } from "./fixtures.ts";
import type { Running } from "./support/programs.ts";

/** Where each of the answers leads, as the page shows them. */
async function search(page: Page, question: string): Promise<string[]> {
  await page.goto("/search/");
  await page.getByRole("main").getByLabel("Search the lessons and guides").fill(question);
  const links = page.getByRole("main").getByRole("listitem").getByRole("link");
  await expect(links.first()).toBeVisible();
  return links.evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
}

const QUESTIONS: Record<string, string[]> = {
  "socket hang up": ["C01"],
  "xhr poll error": ["C02", "C10"],
  "Unsupported protocol version": ["C03"],
  "CORS policy": ["C10"],
  "blocked by CORS policy": ["C10"],
  "has been blocked by CORS policy": ["C10"],
  "No Access-Control-Allow-Origin header": ["C10"],
  "cors error socket.io": ["C10"],
  "not an accepted origin": ["C11"],
  "Unexpected server response: 400": ["C12", "C13"],
  "Error during WebSocket handshake: Unexpected response code: 400": ["C12", "C13"],
  "websocket error": ["C13", "C14"],
  "Invalid frame header": ["C13"],
  "Invalid namespace": ["C17"],
  "socket.join is not a function": ["C21"],
  "operation has timed out": ["C22"],
  "Max payload size exceeded": ["C28"],
};

test("who searches for a message is led to the questions that explain it", async ({ page }) => {
  await page.goto("/reference/common-mistakes/");
  const mistakes = page.locator("[data-mistake]");
  const idOf = new Map<string, string>(
    await mistakes.evaluateAll((all) =>
      all.map(
        (each) =>
          [`/reference/common-mistakes/#${each.querySelector("h3")!.id}`, each.getAttribute("data-mistake")!] as const,
      ),
    ),
  );
  for (const [message, expected] of Object.entries(QUESTIONS)) {
    const ids = (await search(page, message)).flatMap((url) => idOf.get(url) ?? []);
    expect([message, ids.slice(0, expected.length).toSorted()]).toEqual([message, expected]);
  }
});

test("an answer leads to its question", async ({ page }) => {
  await search(page, "1006");
  await page.getByRole("main").getByRole("link", { name: "Common mistakes" }).click();
  await page.waitForURL(/common-mistakes\/#/);
  const heading = page.locator(new URL(page.url()).hash);
  await expect(heading).toBeInViewport();
  await expect(page.locator("[data-mistake]").filter({ has: heading })).toContainText("1006");
});

test("where no page has all of a message, what the pages have of it is found", async ({ page }) => {
  expect((await search(page, "xhr polling error 404"))[0]).toContain("/reference/common-mistakes/");
  await expect(page.getByRole("status").filter({ hasText: "No page has all of" })).toContainText(
    "No page has all of “xhr polling error 404”.",
  );
});

test("what readers look for comes before the glossary and what is for who works on the site", async ({ page }) => {
  const readers = ["/reference/common-mistakes/#", "/lessons/"];
  for (const [message, expected] of [
    ["1006", [...readers, "/reference/close-codes/#code-1006"]],
    ["transport close", readers],
  ] as const) {
    const urls = await search(page, message);
    const last = urls.findIndex((url) => /glossary|guides\/(protocol|architecture|writing-a-lesson)/.test(url));
    const before = urls.slice(0, last === -1 ? urls.length : last);
    for (const url of expected) expect([message, before.join()]).toEqual([message, expect.stringContaining(url)]);
  }
});

const CALLS: Record<string, string> = {
  "send binary": "#binary",
  "server-side emit": "#server-side-emit",
  "emit to room except sender": "#socket-to-room",
};

test("the words of who looks for a call find it", async ({ page }) => {
  for (const [words, hash] of Object.entries(CALLS)) {
    const found = (await search(page, words)).filter((url) => url.startsWith("/reference/emit/"));
    expect([words, found[0]]).toEqual([words, `/reference/emit/${hash}`]);
  }
});

test.describe("the browser says", () => {
  const attach: Record<string, (http: HttpServer) => unknown> = {
    "Socket.IO": (http) => new Server(http),
    ws: (http) => new WebSocketServer({ server: http, path: "/raw" }),
  };

  const MESSAGES: [message: string, path: string, servers: string[]][] = [
    ["Connection closed before receiving a handshake response", "/", ["Socket.IO"]],
    ["Error during WebSocket handshake: Unexpected response code: 400", "/socket.io/", ["ws", "Socket.IO"]],
    ["Invalid frame header", "/socket.io/", ["Socket.IO", "ws"]],
  ];

  async function serve(names: string[]): Promise<Running> {
    const http = createServer((_request, response) => response.end());
    for (const name of names) attach[name]!(http);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return {
      url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
      async stop() {
        http.closeAllConnections();
        http.close();
        return null;
      },
    };
  }

  for (const [message, path, servers] of MESSAGES)
    test(`${message}: at ${path}, with ${servers.join(", then ")}`, async ({ page, complaints, started }) => {
      const server = await started(serve(servers));
      await page.goto(`${server.url}/`);
      const url = `${server.url.replace("http", "ws")}${path}?EIO=4&transport=websocket`;
      await page.evaluate((to) => new Promise((resolve) => (new WebSocket(to).onclose = () => resolve(null))), url);
      expect(complaints.splice(0).join()).toContain(`WebSocket connection to '${url}' failed: ${message}`);
    });
});

test("each question has an answer and the place that shows it, but for those that no lab can show", async ({
  page,
}) => {
  await page.goto("/reference/common-mistakes/");
  const mistakes = page.locator("[data-mistake]");
  await expect(mistakes).toHaveCount(29);
  const shown = await mistakes.evaluateAll((all) =>
    all.map((each) => [
      each.getAttribute("data-mistake")!,
      each.querySelector(".see a")?.getAttribute("href")?.split("#")[1] ?? "none",
      each.textContent!.includes("There is no lab for it"),
    ]),
  );
  const others = shown.filter(([, anchor]) => anchor !== "lab");
  expect(others).toEqual([
    ["C07", "none", true],
    ["C09", "none", true],
    ["C10", "the-same-page-another-server", false],
    ["C11", "the-same-page-another-server", false],
    ["C13", "none", true],
    ["C15", "none", true],
    ["C16", "none", true],
    ["C24", "none", true],
  ]);
});
