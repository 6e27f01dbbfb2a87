/** The chat of the guide as a project of its own: one page, served and answered by Node or by Flask. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { FLASK_WAYS, noFlask, serveFlask, type FlaskWay } from "./support/flask.ts";
import { serveExample, type Running } from "./support/programs.ts";
import { allSaid } from "./support/said.ts";

interface Chat {
  serve: () => Promise<Running>;
  transport: string;
  missing?: string | undefined;
}

const SERVERS: Record<string, Chat> = {
  Node: { serve: () => serveExample("chat"), transport: "websocket" },
  ...Object.fromEntries(
    (Object.keys(FLASK_WAYS) as FlaskWay[]).map((way) => [
      `Flask, by ${way}`,
      {
        serve: () => serveFlask("chat", way),
        transport: FLASK_WAYS[way].upgrades.length > 0 ? "websocket" : "polling",
        missing: noFlask,
      },
    ]),
  ),
};

async function enter(page: Page, url: string, name: string, transport: string): Promise<void> {
  await page.goto(`${url}/`);
  await expect(page.getByRole("status")).toHaveText(`connected, over ${transport}`);
  await page.getByLabel("Your name").fill(name);
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

for (const [name, { serve, transport, missing }] of Object.entries(SERVERS))
  test(`two pages of ${name} talk, and what they say is text`, async ({ page, context, started, expectAccessible }) => {
    test.skip(missing !== undefined, missing);
    const { url } = await started(serve());
    const neighbour = await context.newPage();
    await enter(page, url, "ann", transport);
    await enter(neighbour, url, "ben", transport);
    await say(page, "hi");
    await expect(neighbour.getByRole("listitem")).toHaveText(["ann: hi"]);
    await say(neighbour, "<b>hello</b>");
    for (const each of [page, neighbour])
      await expect(each.getByRole("listitem")).toHaveText(["ann: hi", "ben: <b>hello</b>"]);
    await expectAccessible();
  });

test("after a reconnection a line is still heard once; without a server, the page says why it is not connected", async ({
  page,
  complaints,
  started,
}) => {
  const server = await started(serveExample("chat"));
  await enter(page, server.url, "ann", "websocket");
  const said = await allSaid(page.getByRole("status"));
  // The page's own socket, as anyone can have it in the console.
  await page.evaluate("socket.io.engine.close()");
  await expect.poll(said).toContainEqual(expect.stringMatching(/^not connected: /));
  await expect(page.getByRole("status")).toHaveText("connected, over websocket");
  await say(page, "again");
  await expect(page.getByRole("listitem")).toHaveText(["ann: again"]);
  await server.stop();
  await expect(page.getByRole("status")).toHaveText("not connected: xhr poll error");
  expect(complaints.splice(0).join("\n")).toContain("ERR_CONNECTION_REFUSED");
});
