/** The chat of the guide pointed at other servers: its programs on ports of their own, in Node and in Flask, and whoever refuses. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { FLASK_WAYS, noFlask, serveFlask, type FlaskWay } from "./support/flask.ts";
import { mouse } from "./support/hands.ts";
import { clientOf, logOf, openLesson, say } from "./support/lesson.ts";
import { servedAt } from "./support/origin.ts";
import { serveExample, type Running } from "./support/programs.ts";

const hands = mouse();

// The origin whose pages the examples take, in Node and in Flask.
test.use(servedAt("127.0.0.1:3000"));

async function openChat(page: Page): Promise<void> {
  await openLesson(page, "/guides/coming-from-flask-socketio/");
}

async function connectElsewhere(page: Page, url: string, letters: string): Promise<void> {
  await page.getByLabel("Server").fill(url);
  await expect(page.getByText(`Clients that connect from now on go to ${url}`)).toBeVisible();
  for (const letter of letters) await clientOf(page, letter).connect.click();
}

interface Elsewhere {
  serve: () => Promise<Running>;
  /** As the page names it, once the connection has settled. */
  transport: string;
  /** What it then says, where it is no WebSocket. */
  notice?: RegExp;
  missing?: string | undefined;
}

const POLLING = /This server offers no WebSocket.*once the package simple-websocket is installed/;

const flask = (way: FlaskWay): Elsewhere => ({
  serve: () => serveFlask("chat", way),
  ...(FLASK_WAYS[way].upgrades.length > 0
    ? { transport: "WebSocket" }
    : { transport: "HTTP long-polling", notice: POLLING }),
  missing: noFlask,
});

const SERVERS: Record<string, Elsewhere> = {
  "Node, on a port of its own": { serve: () => serveExample("chat"), transport: "WebSocket" },
  "Flask, by python server.py": flask("python server.py"),
  "Flask, by flask run": flask("flask run"),
};

for (const [name, { serve, transport, notice, missing }] of Object.entries(SERVERS))
  test(`the same chat talks to ${name}`, async ({ page, started }) => {
    test.skip(missing !== undefined, missing);
    const server = await started(serve());
    await openChat(page);
    await connectElsewhere(page, server.url, "AB");
    for (const letter of "AB") await expect(clientOf(page, letter).status).toContainText(transport);
    if (notice) await expect(clientOf(page, "A").region).toContainText(notice);
    else await expect(clientOf(page, "A").region).not.toContainText("offers no WebSocket");
    await say(page, hands, "A", "hello over there");
    await say(page, hands, "B", "hello here");
    for (const letter of "AB")
      await expect(clientOf(page, letter).lines).toHaveText([/ann: hello over there/, /ben: hello here/]);
    // What passed on the wire is not this lab's: the page's own half is all that the log can have.
    const log = logOf(page);
    await expect(log.withText('"message"("ben: hello here") arrived')).toHaveCount(2);
    for (const [key] of await log.shown()) expect(key).toMatch(/^p\d+$/);
  });

const REFUSING: Record<string, { serve: () => Promise<Running>; missing?: string | undefined }> = {
  "on Node": { serve: () => serveExample("chat", "--origin", "https://another.example") },
  "in Flask": { serve: () => serveFlask("chat", "python server.py", "https://another.example"), missing: noFlask },
};

for (const [where, { serve, missing }] of Object.entries(REFUSING))
  test(`a server ${where} that does not take this page's origin: which one to add, and where`, async ({
    page,
    complaints,
    started,
  }) => {
    test.skip(missing !== undefined, missing);
    const server = await started(serve());
    await openChat(page);
    await connectElsewhere(page, server.url, "A");
    const { region } = clientOf(page, "A");
    await expect(region).toContainText(`A server answers at ${new URL(server.url).host}`);
    await expect(region).toContainText("this page's origin, http://127.0.0.1:3000, is not one that it accepts");
    await expect(logOf(page).withText("connect_error: xhr poll error").first()).toBeVisible();
    await page.goto("about:blank"); // it would try again, and be complained of again
    // The browser says more in its console, where no page can read it: that is the point of these words.
    expect(complaints.splice(0).join("\n")).toContain("blocked by CORS policy");
  });

test("an address where nobody listens, and back to the lab", async ({ page, complaints }) => {
  const server = await serveExample("chat");
  await server.stop();
  await openChat(page);
  await connectElsewhere(page, server.url, "A");
  const a = clientOf(page, "A");
  await expect(a.region).toContainText(`Nobody answers this page at ${new URL(server.url).host}.`);
  await a.disconnect.click();
  await expect(a.status).toContainText("not connected");
  await page.getByLabel("Server").fill("");
  await a.connect.click();
  await expect(a.status).toContainText("WebSocket");
  await say(page, hands, "A", "home again");
  await expect(a.lines).toHaveText([/ann: home again/]);
  await page.goto("about:blank");
  expect(complaints.splice(0).join("\n")).toContain("ERR_CONNECTION_REFUSED");
});

test("an address of another kind is refused before anything is tried", async ({ page }) => {
  await openChat(page);
  const [a, b] = [clientOf(page, "A"), clientOf(page, "B")];
  await a.connect.click();
  await page.getByLabel("Server").fill("ws://127.0.0.1:5001");
  await expect(page.getByText("A Socket.IO client needs http:// or https:// here, not ws://.")).toBeVisible();
  await expect(b.connect).toBeDisabled();
  await a.disconnect.click(); // who is connected may leave all the same
  await expect(a.connect).toBeDisabled();
});
