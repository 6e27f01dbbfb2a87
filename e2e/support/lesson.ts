/** A lesson as a learner meets it: everything is found by what it is called on the page. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Hands } from "./hands.ts";

export const LESSON = {
  polling: "/lessons/01-the-server-cannot-speak-first/",
  heldAnswers: "/lessons/02-long-polling-and-sse/",
  oneLine: "/lessons/03-one-line-both-ways/",
  whenNot: "/lessons/04-when-not-to-use-it/",
  handshake: "/lessons/05-the-handshake/",
  frames: "/lessons/06-frames/",
  browserApi: "/lessons/07-the-browser-api/",
  goodbye: "/lessons/08-saying-goodbye/",
  heartbeat: "/lessons/09-are-you-still-there/",
  notAWebSocket: "/lessons/10-socket-io-is-not-a-websocket/",
  ladder: "/lessons/11-from-polling-to-websocket/",
  acks: "/lessons/12-events-and-acknowledgements/",
  who: "/lessons/13-who-gets-it/",
  addresses: "/lessons/14-rooms-namespaces-path/",
  payloads: "/lessons/15-what-fits-in-a-message/",
} as const;

/** Where a lab is, as the server said when it was opened. */
export interface LabAddress {
  id: string;
  key: string;
  ws: string;
  http: string;
  log: string;
}

/** Opens a lesson and waits for its lab. @returns where it is, on the page's own origin */
export async function openLesson(page: Page, path: string): Promise<LabAddress> {
  const opened = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/labs");
  await page.goto(path);
  const lab = (await (await opened).json()) as LabAddress;
  await expect(logOf(page).region.getByText("Your lab is live")).toBeVisible();
  return lab;
}

/** Places the bet of the page's lesson: on what is called so, or on a number. */
export async function placeBet(page: Page, hands: Hands, ...guesses: (string | RegExp | number)[]): Promise<void> {
  const bet = page.getByRole("region", { name: "Your bet" });
  for (const guess of guesses)
    if (typeof guess === "number") await hands.write(bet.getByLabel(/^Your number/), String(guess));
    else await hands.choose(bet.getByRole("radio", { name: guess }).or(bet.getByRole("checkbox", { name: guess })));
  await hands.press(bet.getByRole("button", { name: "Place the bet" }));
  await expect(bet.getByText("Your bet is placed.")).toBeVisible();
}

/** One client of the chat. */
export function clientOf(page: Page, letter: string) {
  const region = page.getByRole("region", { name: `Client ${letter}` });
  return {
    region,
    status: region.getByRole("status"),
    connect: region.getByRole("button", { name: `Connect ${letter}`, exact: true }),
    disconnect: region.getByRole("button", { name: `Disconnect ${letter}` }),
    message: region.getByLabel(`Message from ${letter}`),
    send: region.getByRole("button", { name: "Send" }),
    /** What it has sent and heard, line by line. */
    lines: region.getByRole("list", { name: `What ${letter} heard` }).getByRole("listitem"),
  };
}

export async function say(page: Page, hands: Hands, letter: string, text: string): Promise<void> {
  const { message, send } = clientOf(page, letter);
  await hands.write(message, text);
  await hands.press(send);
}

export function logOf(page: Page) {
  const region = page.getByRole("region", { name: "Log", exact: true });
  const rows = region.getByRole("row").filter({ has: page.getByRole("button", { name: /^Entry / }) });
  /** The button of a row, by the key of the entry that stands for it: `8`, or `p3` for one of the page's own. */
  const entry = (key: number | string) => rows.getByRole("button", { name: `Entry ${key}`, exact: true });
  return {
    region,
    table: region.getByRole("table"),
    rows,
    /** The rows in which this text stands. */
    withText: (text: string | RegExp) => rows.filter({ hasText: text }),
    entry,
    /** The button of the opened row. */
    expanded: rows.getByRole("button", { expanded: true }),
    /** An entry that lies open, bytes and all. */
    opened: (key: number | string) =>
      region.locator("details[open]").filter({
        has: page.locator("summary").filter({ has: page.getByText(String(key), { exact: true }) }),
      }),
    /** Each row that can be seen: the key of its entry, the way it went, and what passed. */
    shown: () =>
      rows.evaluateAll((elements) =>
        elements.map((row) => {
          const [n, , way, , what] = [...row.querySelectorAll("td")];
          return [
            n!.querySelector("button")!.textContent.replace(/^Entry\s*/, ""),
            way!.querySelector("span")!.textContent,
            what!.textContent,
          ] as const;
        }),
      ),
    /** How many rows it has, seen or not. */
    async count(): Promise<number> {
      return Number(await region.getByRole("table").getAttribute("aria-rowcount")) - 1;
    },
  };
}

/** The mission of the page's lesson. */
export function missionOf(page: Page) {
  const region = page.getByRole("region", { name: "Mission" });
  return {
    region,
    steps: region.getByRole("listitem"),
    verdict: region.getByRole("status"),
    /** The link to the entry that speaks against it. */
    refutation: region.getByRole("link", { name: /See entry/ }),
    done: region.getByText("Done. Proved by what passed"),
    /** Links to the entries that prove it. */
    proof: region.getByRole("status").getByRole("link", { name: /^Entry / }),
  };
}

/** What the link leads to: its entry, opened in the log. */
export async function expectOpens(page: Page, hands: Hands, link: Locator): Promise<void> {
  const key = new URLSearchParams(new URL((await link.getAttribute("href"))!, page.url()).hash.slice(1)).get("n")!;
  const log = logOf(page);
  await hands.press(link);
  await expect(log.opened(key)).toBeVisible();
  await expect(log.expanded).toBeInViewport();
}
