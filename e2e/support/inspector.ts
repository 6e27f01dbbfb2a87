/** The inspector as its user meets it. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { JsonEntry } from "../../protocol/json.ts";
import { mouse } from "./hands.ts";
import { clientOf, LESSON, logOf, openLesson, placeBet, say } from "./lesson.ts";

export function inspectorOf(page: Page) {
  const region = page.getByRole("complementary", { name: "Inspector" });
  const pane = (name: string): Locator => region.getByRole("region", { name, exact: true });
  const bits = pane("Bits");
  const hex = pane("Hex");
  return {
    region,
    close: region.getByRole("button", { name: "Close" }),
    view: (name: string) => region.getByRole("group", { name: "View" }).getByRole("button", { name }),
    /** What is lit, in words. */
    said: region.getByRole("status"),
    timeline: pane("Timeline"),
    /** The chosen message and those before and after it. */
    steps: region.getByRole("list", { name: "The chosen message and its neighbours" }),
    layers: region.getByRole("list", { name: "Layers, from the program down to the bytes" }),
    bits,
    /** A field of the frame's header. */
    cell: (label: string) => bits.locator(`[data-field="${label}"]`).first(),
    hex,
    dump: hex.getByRole("group", { name: /^Bytes in hexadecimal/ }),
    field: (label: string) => hex.getByRole("button", { name: new RegExp(`^${label}`) }),
  };
}

/** The header's bits as the grid shows them, payload left out, as bytes in hexadecimal. */
export async function headerBits(bits: Locator): Promise<string> {
  const cells = await bits.locator('[data-field]:not([data-field="payload data"]) .bits').allTextContents();
  const header = cells.join("").replace(/\s/g, "");
  return header.replace(/.{8}/g, (byte) => Number.parseInt(byte, 2).toString(16).padStart(2, "0"));
}

/** The bytes of the hex view, e.g. `81 82`. */
export async function hexBytes(dump: Locator): Promise<string[]> {
  return dump.locator(".byte").allTextContents();
}

/** The bytes that are lit in the hex view. */
export async function litBytes(dump: Locator): Promise<string[]> {
  return dump.locator(".byte.lit").allTextContents();
}

/** A text message from A in a lab that echoes, of another server where one is named. @returns its frame, as the server's own log has it */
export async function sayHello(page: Page, server = ""): Promise<JsonEntry & { hex: string }> {
  const lab = await openLesson(page, server + LESSON.oneLine);
  await placeBet(page, mouse(), "Whoever has something to say");
  await clientOf(page, "A").connect.click();
  await expect(clientOf(page, "A").status).toContainText("WebSocket");
  await say(page, mouse(), "A", "Hello");
  await expect(logOf(page).withText('"Hello", text, final, masked')).toBeVisible();
  const text = await (await page.request.get(`${server}${lab.log}?follow=0`)).text();
  const entries = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as JsonEntry);
  const frame = entries.find(({ kind, from, data }) => kind === "frame" && from === "client" && "text" in data);
  return frame as JsonEntry & { hex: string };
}

/** The bytes of hexadecimal digits, one by one. */
export const pairs = (hex: string): string[] => hex.match(/../g)!;
