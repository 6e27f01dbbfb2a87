/** Captures: a log saved here, and opened elsewhere. */
import { readFile } from "node:fs/promises";
import { constants, deflateRawSync } from "node:zlib";
import type { Download, Page } from "@playwright/test";
import { ABOUT, saved } from "../protocol/capture/samples.ts";
import { Recording } from "../protocol/testing.ts";
import { expect, test } from "./fixtures.ts";
import { headerBits, hexBytes, inspectorOf, pairs, sayHello } from "./support/inspector.ts";
import { logOf } from "./support/lesson.ts";
import { servePlayground } from "./support/programs.ts";

/** Saves the log by the button with this name. */
async function save(page: Page, name: string): Promise<Download> {
  await logOf(page).region.getByText("Save", { exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  return download;
}

test("a saved capture opens on another machine when the server that it came from is gone, with the same entries", async ({
  page,
  started,
  browser,
  baseURL,
}) => {
  const here = await started(servePlayground());
  const frame = await sayHello(page, here.url);
  const file = await save(page, "Save as capture");
  expect(file.suggestedFilename()).toMatch(/^03-ws-echo-.*\.wirelight\.ndjson$/);
  const path = await file.path();
  await page.goto("about:blank");
  await here.stop();

  const elsewhere = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  const asked: string[] = [];
  elsewhere.on("request", (request) => asked.push(request.url()));
  elsewhere.on("websocket", (socket) => asked.push(socket.url()));
  await elsewhere.goto(`/inspector/#n=${frame.n}&view=bits`);
  await elsewhere.getByLabel(/Choose a capture/).setInputFiles(path);
  const inspector = inspectorOf(elsewhere);
  await expect(inspector.cell("FIN")).toBeVisible();
  expect(await hexBytes(inspector.dump)).toEqual(pairs(frame.hex));
  expect(await headerBits(inspector.bits)).toBe(frame.hex.slice(0, 12));
  await inspector.close.click();
  await expect(logOf(elsewhere).withText('"Hello", text, final, masked')).toBeVisible();
  // The page's own half of the log is in it too.
  await expect(logOf(elsewhere).withText('ws.send("Hello")')).toBeVisible();
  expect(asked.filter((url) => !url.startsWith(baseURL!) || /\/(labs|api)\//.test(url))).toEqual([]);
  await elsewhere.context().close();
});

test("a capture is opened by drop, too, and a compressed message says how much it took", async ({ page }) => {
  const plain = "Hello, hello, hello. ".repeat(20);
  const payload = deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  const recording = new Recording().open(1, "A").upgrade(1, "/ws", "permessage-deflate");
  const { records } = recording.frame(1, "server", { rsv: 4, payload });
  const capture = Buffer.from(saved({ header: ABOUT, records, page: [] })).toString();
  await page.goto("/inspector/");
  await expect(page.locator("astro-island[ssr]")).toHaveCount(0); // nobody heeds a drop before
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.wirelight.ndjson"));
    return transfer;
  }, capture);
  await page.getByRole("heading", { name: "Inspector", level: 1 }).dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByText("dropped.wirelight.ndjson: 03-ws-echo, begun")).toBeVisible();
  const inspector = inspectorOf(page);
  await inspector.steps.getByRole("button", { name: /Hello, hello/ }).click();
  const said = `Compressed: ${payload.length} bytes on the wire, 420 bytes plain.`;
  await expect(inspector.layers).toContainText(said);
  await expect(inspector.hex).toContainText(said);
  await expect(inspector.hex.getByRole("group", { name: "The inflated message" })).toContainText("48 65 6c 6c 6f");
});

test("a capture for Wireshark is a pcapng file", async ({ page }) => {
  await sayHello(page);
  const file = await save(page, "Save for Wireshark");
  const bytes = await readFile(await file.path());
  expect(file.suggestedFilename()).toMatch(/\.pcapng$/);
  expect(bytes.subarray(0, 4).toString("hex")).toBe("0a0d0d0a");
  expect(bytes.includes("Hello")).toBe(true);
});

test("a file that is none is refused in words", async ({ page }) => {
  await page.goto("/inspector/");
  const choose = page.getByLabel(/Choose a capture/);
  await choose.setInputFiles({ name: "cat.ndjson", mimeType: "text/plain", buffer: Buffer.from("meow\n") });
  await expect(
    page.getByText("cat.ndjson was not opened. The first line is not that of a Wirelight capture."),
  ).toBeVisible();
  const torn = '{"wirelight":1,"program":"p","began":0}\n{"n":1,"t":0';
  await choose.setInputFiles({ name: "torn.ndjson", mimeType: "text/plain", buffer: Buffer.from(torn) });
  await expect(page.getByText("torn.ndjson was not opened. Line 2 is not a JSON object.")).toBeVisible();
});
