/** The ways to end a connection that the lab offers: who acts, what it is in code, and what is asked of the learner. */
import type { RawClient } from "../../client/clients/raw.ts";
import type { LabSession } from "../../client/lab.ts";

export type WayId = "close" | "large" | "serverClose" | "vanish" | "restart" | "cut" | "end";

export interface Way {
  id: WayId;
  /** What happens, in words. */
  label: string;
  /** Takes the lab's key: whoever joined by a link may not do it. */
  ownersOnly?: boolean;
}

export interface WayGroup {
  who: string;
  ways: readonly Way[];
}

export const WAY_GROUPS: readonly WayGroup[] = [
  {
    who: "The page",
    ways: [
      { id: "close", label: "closes the connection" },
      { id: "large", label: "sends a long message" },
    ],
  },
  {
    who: "The server",
    ways: [
      { id: "serverClose", label: "closes the connection" },
      { id: "vanish", label: "vanishes without a word" },
      { id: "restart", label: "stops, and starts again", ownersOnly: true },
    ],
  },
  {
    who: "The cable",
    ways: [
      { id: "cut", label: "is cut (RST)", ownersOnly: true },
      { id: "end", label: "hangs up (FIN)", ownersOnly: true },
    ],
  },
];

/** What the learner fills in; each way takes what it needs. */
export interface Draft {
  way: WayId;
  /** Empty: no code. */
  code: string;
  reason: string;
  /** Bytes of the long message. */
  size: string;
}

/** Longer ones tell nothing new. */
export const MOST_BYTES = 100_000;

type Order =
  | { way: "close" | "serverClose"; code?: number; reason?: string }
  | { way: "large"; size: number }
  | { way: "vanish" | "restart" | "cut" | "end" };

/** What is to be done, or why that cannot be read. Codes that nobody may send are let through: who refuses them, shows. */
export function readDraft({ way, code, reason, size }: Draft): { order: Order } | { problem: string } {
  if (way === "large") {
    const bytes = Number(size);
    if (!/^\d+$/.test(size.trim()) || bytes < 1 || bytes > MOST_BYTES)
      return { problem: `A number of bytes from 1 to ${MOST_BYTES.toLocaleString("en")}.` };
    return { order: { way, size: bytes } };
  }
  if (way !== "close" && way !== "serverClose") return { order: { way } };
  if (code.trim() === "") return { order: { way } };
  if (!/^\d{1,5}$/.test(code.trim())) return { problem: "A code is a whole number; leave it empty for none." };
  return { order: { way, code: Number(code), ...(reason !== "" && { reason }) } };
}

/** The order as it stands in a program, or in words. */
export function orderText(order: Order): string {
  switch (order.way) {
    case "close":
      return `ws.close(${argsOf(order)})`;
    case "serverClose":
      return `server: ws.close(${argsOf(order)})`;
    case "large":
      return `ws.send("xxx…"), ${order.size.toLocaleString("en")} bytes`;
    case "vanish":
      return "server: ws.terminate()";
    case "restart":
      return "the server is restarted";
    case "cut":
      return "the cable is cut";
    case "end":
      return "the cable hangs up";
  }
}

function argsOf({ code, reason }: { code?: number; reason?: string }): string {
  return [code, reason === undefined ? undefined : JSON.stringify(reason)]
    .filter((arg) => arg !== undefined)
    .join(", ");
}

/** Does it, with a client that is connected. @throws {HostError} when the lab refuses */
export async function carryOut(order: Order, client: RawClient, lab: Pick<LabSession, "verb">): Promise<void> {
  switch (order.way) {
    case "close":
      return client.close(order.code, order.reason);
    case "large":
      return void client.send("x".repeat(order.size));
    case "serverClose":
      return void client.send(["close", order.code, order.reason].filter((word) => word !== undefined).join(" "));
    case "vanish":
      return void client.send("vanish");
    case "restart":
      return lab.verb({ verb: "fault", fault: { fault: "restart" } });
    case "cut":
    case "end":
      return lab.verb({ verb: "fault", fault: { fault: order.way, client: client.letter } });
  }
}

/** A name that no client of this lab has had yet: A to Z, then A2 to Z2, and so on. */
export function nextName(taken: ReadonlySet<string>): string {
  for (let round = 1; ; round++)
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
      const name = round === 1 ? letter : `${letter}${round}`;
      if (!taken.has(name)) return name;
    }
}
