/** The inspector as its user meets it. */
import type { Locator, Page } from "@playwright/test";

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
