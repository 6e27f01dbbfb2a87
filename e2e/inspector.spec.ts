/** The inspector: opened from a row, stepped by keyboard, its views linked. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { headerBits, hexBytes, inspectorOf, litBytes, pairs, sayHello } from "./support/inspector.ts";
import { clientOf, LESSON, logOf, openLesson, placeBet, say } from "./support/lesson.ts";

/** Opens the inspector with the key for it, on the row of an entry. */
async function inspect(page: Page, { n }: { n: number }) {
  await logOf(page).entry(n).focus();
  await page.keyboard.press("i");
  const inspector = inspectorOf(page);
  await expect(inspector.region).toBeVisible();
  return inspector;
}

/** How many pixels of the timeline have a colour of the theme. */
function painted(page: Page, name: string): Promise<number> {
  return page.locator("canvas").evaluate((element, name) => {
    const canvas = element as HTMLCanvasElement;
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const wanted = getComputedStyle(probe).color.match(/\d+/g)!.slice(0, 3).map(Number);
    probe.remove();
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (wanted.every((value, channel) => Math.abs(data[at + channel]! - value) < 3) && data[at + 3] === 255) count++;
    return count;
  }, name);
}

/** The timeline as it is painted, when what was asked of it is done. */
function picture(page: Page): Promise<string> {
  return page.locator("canvas").evaluate(async (element) => {
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    return (element as HTMLCanvasElement).toDataURL();
  });
}

test("a row's button opens its entry, with the very bytes that passed", async ({ page }) => {
  const frame = await sayHello(page);
  await logOf(page).entry(frame.n).click();
  await logOf(page)
    .region.getByRole("button", { name: `Inspect entry ${frame.n}` })
    .click();
  const inspector = inspectorOf(page);
  await expect(inspector.region.getByRole("heading", { name: `Inspector ${frame.n}` })).toBeFocused();
  expect(await hexBytes(inspector.dump)).toEqual(pairs(frame.hex));
  expect(await headerBits(inspector.bits)).toBe(frame.hex.slice(0, 12));
  expect(new URL(page.url()).hash).toBe(`#n=${frame.n}&view=layers`);
});

test("what is touched in one view is lit in the others", async ({ page }) => {
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  const bytes = pairs(frame.hex);

  await inspector.cell("FIN").hover();
  expect(await litBytes(inspector.dump)).toEqual(bytes.slice(0, 1));
  await expect(inspector.said).toHaveText(`WebSocket ${frame.n}, byte 0: FIN, 1: the last frame of its message`);

  await inspector.field("masking key").hover();
  expect(await litBytes(inspector.dump)).toEqual(bytes.slice(2, 6));
  await expect(inspector.cell("masking-key")).toHaveClass(/lit/);
  await expect(inspector.cell("FIN")).not.toHaveClass(/lit/);

  await inspector.region.getByText('"Hello"', { exact: true }).first().hover();
  expect(await litBytes(inspector.dump)).toEqual(bytes.slice(6));

  // The second byte of the payload: unmasked it is an e.
  await inspector.dump.locator(".byte").nth(7).hover();
  await expect(inspector.bits.getByRole("row").filter({ hasText: /^\s*7/ })).toHaveClass(/lit/);
  await expect(inspector.bits.getByLabel("Byte 7, bit by bit")).toContainText("0110 0101");
});

test("the keyboard alone goes through messages, layers, fields and bytes, and back to the row", async ({ page }) => {
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  const current = inspector.steps.getByRole("button", { name: new RegExp(`${frame.n} A to server`) });
  await expect(current).toHaveAttribute("aria-current", "true");

  await current.focus();
  await page.keyboard.press("ArrowDown");
  await expect(inspector.steps.locator("[aria-current]")).toBeFocused();
  await expect(inspector.steps.locator("[aria-current]")).toContainText("server's program");
  await page.keyboard.press("ArrowUp");
  await expect(current).toBeFocused();

  const layer = (name: RegExp) => inspector.layers.getByRole("button", { name });
  await layer(/^WebSocket frame/).focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspector.said).toContainText("byte 0: ");
  await page.keyboard.press("ArrowRight");
  await expect(inspector.said).toContainText("byte 1: ");
  await page.keyboard.press("ArrowDown");
  await expect(layer(/^TCP chunk/)).toBeFocused();
  await expect(inspector.hex).toContainText(/TCP chunk/);
  await expect(inspector.said).toContainText("byte 1: ");

  await inspector.dump.focus();
  await page.keyboard.press("ArrowRight");
  expect(await litBytes(inspector.dump)).toEqual(pairs(frame.hex).slice(2, 3));

  await page.keyboard.press("Escape");
  await expect(inspector.region).toBeHidden();
  await expect(logOf(page).entry(frame.n)).toBeFocused();
  expect(new URL(page.url()).hash).toBe("");
});

test("a link leads to an entry and a view, also after a reload", async ({ page }) => {
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  await inspector.view("Bits").click();
  await expect(page).toHaveURL(new RegExp(`#n=${frame.n}&view=bits$`));
  await page.reload();
  await expect(inspector.view("Bits")).toHaveAttribute("aria-pressed", "true");
  await expect(inspector.cell("opcode")).toBeInViewport();
  expect(await headerBits(inspector.bits)).toBe(frame.hex.slice(0, 12));
});

test("in lesson 5 HTTP ends within a chunk: the last 24 of its 153 bytes are the first frame", async ({ page }) => {
  await openLesson(page, LESSON.handshake);
  await placeBet(page, mouse(), "400 Bad Request");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const log = logOf(page);
  await log.withText('"The handshake is over.", text, final, unmasked').getByRole("button").click();
  const frame = (await log.expanded.textContent())!.replace(/\D+/, "");
  await log.region
    .locator("summary")
    .filter({ hasText: /^WebSocket\s+frame/ })
    .click();
  await log
    .opened(frame)
    .getByRole("button", { name: `Inspect entry ${frame}` })
    .click();
  const inspector = inspectorOf(page);
  const layer = (name: RegExp) => inspector.layers.getByRole("button", { name });
  await expect(layer(/^WebSocket frame/)).toHaveAttribute("aria-current", "true");
  expect(await hexBytes(inspector.dump)).toHaveLength(24);
  await layer(/^WebSocket frame/).focus();
  await page.keyboard.press("ArrowDown");
  await expect(layer(/^TCP chunk.*153 bytes/)).toBeFocused();
  const bytes = await hexBytes(inspector.dump);
  expect(bytes).toHaveLength(153);
  expect(bytes.slice(0, 8).join("")).toBe(Buffer.from("HTTP/1.1").toString("hex"));
  expect(bytes.slice(125, 131).join(" ")).toBe("0d 0a 0d 0a 81 16");
});

test("messages are watched one after the other, to the last one", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  const watch = inspector.timeline.getByRole("button", { name: "Watch it go" });
  await watch.click();
  await expect(inspector.timeline.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(watch).toBeVisible();
  await expect(inspector.steps.getByRole("button").last()).toHaveAttribute("aria-current", "true");
});

test("the timeline draws messages in the colour of their layer, and follows what comes", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  await expect.poll(() => painted(page, "--layer-websocket")).toBeGreaterThan(100);

  // So close that only what passed with the chosen message is in view.
  const zoomIn = inspector.timeline.getByRole("button", { name: "Zoom in" });
  for (let i = 0; i < 8; i++) await zoomIn.click();
  const chosen = await picture(page);
  await say(page, mouse(), "A", "again");
  await expect(logOf(page).withText('"again", text, final, unmasked')).toBeVisible();
  expect(await picture(page)).toBe(chosen);

  await inspector.timeline.getByRole("button", { name: "Live" }).click();
  const again = await picture(page);
  expect(again).not.toBe(chosen);
  await clientOf(page, "A").disconnect.click();
  await expect.poll(() => picture(page)).not.toBe(again);
});

test("a press on an arrow chooses its message; a drag moves the picture and chooses none", async ({ page }) => {
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  const heading = inspector.region.getByRole("heading", { name: /^Inspector/ });
  await inspector.steps.getByRole("button").first().click();
  await expect(heading).not.toContainText("Hello");
  await inspector.timeline.getByRole("button", { name: "Next" }).click();
  const before = await heading.textContent();

  // With all of the log in view, the first messages stand at 8 % of the height.
  await inspector.timeline.getByRole("button", { name: "All" }).click();
  const box = (await page.locator("canvas").boundingBox())!;
  const x = box.x + box.width / 3;
  await page.mouse.move(x, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height * 0.7, { steps: 4 });
  await page.mouse.up();
  await expect(heading).toHaveText(before!);
  await inspector.timeline.getByRole("button", { name: "All" }).click();
  await page.mouse.click(x, box.y + box.height * 0.08);
  // Several messages of the handshake stand there.
  await expect(heading).not.toHaveText(before!);
});

test("it costs nothing until it is asked for, and then at most 40 kB", async ({ page }) => {
  const frame = await sayHello(page);
  await logOf(page).entry(frame.n).focus();
  const responses: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    responses.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.keyboard.press("i");
  await expect(inspectorOf(page).cell("FIN")).toBeVisible();
  const sizes = await Promise.all(responses);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(1_000);
  expect(total).toBeLessThanOrEqual(40_000);
});

/** The inspector in one view and one theme, when all colours have changed. */
async function show(page: Page, view: string, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await inspectorOf(page).view(view).click();
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
}

test("axe finds nothing, with all views side by side or one at a time", async ({ page, expectAccessible }) => {
  test.slow();
  const frame = await sayHello(page);
  await inspect(page, frame);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await show(page, "Timeline", "light");
  await expectAccessible();
  // The lesson around it is the same all the time.
  const within = "aside.inspector";
  await show(page, "Layers", "dark");
  await expectAccessible("all", within);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const view of ["Timeline", "Layers", "Bits", "Hex"]) {
    await show(page, view, "light");
    await expectAccessible("all", within);
  }
});

test("nothing scrolls sideways on a phone", async ({ page }) => {
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const view of ["Timeline", "Layers", "Bits", "Hex"]) {
    await inspector.view(view).click();
    const beyond = await inspector.region.evaluate((region) =>
      [region, ...region.querySelectorAll("section")].map((element) => element.scrollWidth - element.clientWidth),
    );
    expect(Math.max(...beyond), view).toBe(0);
  }
});

test("on a projector with large type the timeline has the whole width, and else what its bytes link", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.addInitScript(() => localStorage.setItem("wirelight.display", JSON.stringify({ size: "large" })));
  const frame = await sayHello(page);
  const inspector = await inspect(page, frame);
  await expect(inspector.layers).toBeVisible();
  await expect(inspector.cell("FIN")).toBeVisible();
  await expect(inspector.timeline).toBeHidden();
  await inspector.view("Timeline").click();
  await expect(inspector.layers).toBeHidden();
  expect((await inspector.timeline.boundingBox())!.width).toBe(1_440);
  // The names over the lanes stand apart from each other.
  const names = inspector.timeline.locator(".names > span");
  await expect(names).toHaveText(["A", "server"]);
  const boxes = await Promise.all((await names.all()).map(async (name) => (await name.boundingBox())!));
  expect(boxes[0]!.x + boxes[0]!.width).toBeLessThan(boxes[1]!.x);
});

test("where lanes are narrow, their names stand in two lines", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const frame = await sayHello(page);
  await page.getByRole("button", { name: "Let the server speak" }).click();
  await expect(clientOf(page, "A").lines.filter({ hasText: "A server can speak first." })).toBeVisible();
  await page.goto(`${LESSON.oneLine}#n=${frame.n}&view=timeline`);
  const names = inspectorOf(page).timeline.locator(".names > span");
  await expect(names).toHaveText(["A", "page", "client", "server"]);
  const overlaps = () =>
    names.evaluateAll((elements) => {
      const boxes = elements.map((element) => element.getBoundingClientRect());
      const meet = (a: DOMRect, b: DOMRect) =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      return boxes.filter((a, i) => boxes.slice(i + 1).some((b) => meet(a, b))).length;
    });
  await expect.poll(overlaps).toBe(0);
});

test("an entry that is not there: the inspector says so, and shows it when it comes", async ({ page }) => {
  const frame = await sayHello(page);
  await page.goto(`${LESSON.oneLine}#n=${frame.n + 13}&view=hex`);
  const inspector = inspectorOf(page);
  const said = inspector.region.getByText(`Entry ${frame.n + 13} has not come yet. It is opened as soon as it comes.`);
  await expect(said).toBeVisible();
  await expect(inspector.hex).toContainText("No message is chosen.");
  await say(page, mouse(), "A", "again");
  await say(page, mouse(), "A", "and again");
  await expect(said).toBeHidden();
  await expect(inspector.hex).not.toContainText("No message is chosen.");
});
