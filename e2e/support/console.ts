/** The console of a lab, as a learner finds it on the page: folded or open. */
import type { Page } from "@playwright/test";

export function consoleOf(page: Page) {
  const passed = page.getByRole("group", { name: "What passed" });
  const within = page
    .getByText("Console: a raw client for any path of this lab")
    .locator("xpath=ancestor::*[self::details or self::section][1]");
  return {
    fold: within,
    summary: page.getByText("Console: a raw client for any path of this lab"),
    path: within.getByLabel("Path in this lab"),
    protocols: within.getByLabel("Subprotocols"),
    connect: within.getByRole("button", { name: /^Connect( again)?$/ }),
    disconnect: within.getByRole("button", { name: "Disconnect" }),
    said: (text: string | RegExp) => within.getByRole("status").filter({ hasText: text }),
    button: (name: string) => within.getByRole("button", { name, exact: true }),
    field: within.getByLabel(/, sent as a (text|binary) frame/),
    send: within.getByRole("button", { name: "Send", exact: true }),
    passed,
    /** The lines in which this text stands. */
    lines: (text: string | RegExp) => passed.getByRole("listitem").filter({ hasText: text }),
  };
}
