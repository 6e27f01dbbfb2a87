/** The heartbeat dials of lesson 9 as a learner uses them. */
import { expect, type Page } from "@playwright/test";
import type { Hands } from "./hands.ts";
import { LESSON, openLesson, placeBet, type LabAddress } from "./lesson.ts";

export const OFF = { interval: 60_000, timeout: 1_000 };

export function heartbeatOf(page: Page, hands: Hands) {
  const region = page.getByRole("region", { name: "Heartbeat dials" });
  const client = (letter: string) => {
    const card = region.getByRole("region", { name: `Client ${letter}` });
    const button = (name: string) => card.getByRole("button", { name: `${name} ${letter}`, exact: true });
    return {
      card,
      /** What each end takes the connection to be. */
      server: card.getByRole("status").filter({ hasText: /^The server/ }),
      page: card.getByRole("status").filter({ hasText: /^The page/ }),
      connect: button("Connect"),
      freeze: button("Freeze"),
      /** Takes the place of the other. */
      thaw: button("Thaw"),
      lag: card.getByRole("checkbox", { name: "500 ms lag each way" }),
    };
  };
  return {
    region,
    ask: region.getByRole("button", { name: "Ask the server who is there" }),
    busy: region.getByRole("button", { name: "Keep this page busy for 3 s" }),
    set: region.getByRole("button", { name: "Set both dials" }),
    field: (name: string) => region.getByLabel(`${name} in milliseconds`),
    a: client("A"),
    b: client("B"),
    /** Sets both dials, and waits until the lab has them. */
    async turn({ interval, timeout }: { interval: number; timeout: number }): Promise<void> {
      await hands.write(this.field("Interval"), String(interval));
      await hands.write(this.field("Time-out"), String(timeout));
      await hands.press(this.set);
      const isSet = interval === OFF.interval ? /as good as none here\.$/ : /^In force on both layers\./;
      await expect(region.getByText(isSet)).toBeVisible();
    },
    async connect(...clients: ReturnType<typeof client>[]): Promise<void> {
      for (const { connect, server } of clients) {
        await hands.press(connect);
        await expect(server).toHaveText("The server counts it in.");
      }
    },
  };
}

/** Opens the lesson, and places the bet that keeps the lab shut. */
export async function openHeartbeat(page: Page, hands: Hands): Promise<LabAddress> {
  const lab = await openLesson(page, LESSON.heartbeat);
  await expect(heartbeatOf(page, hands).set).toBeDisabled();
  await placeBet(page, hands, /^Not at all/);
  return lab;
}
