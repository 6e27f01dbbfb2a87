/** What an opened entry says about itself, beside its bytes: where it stands among others, and what it holds. */
import { isPage, type Line } from "../../client/log/line.ts";
import type { LogStore } from "../../client/log/store.ts";
import { timeText } from "./present.ts";

export interface Fact {
  name: string;
  text: string;
  /** Entries that it leads to, as keys. */
  to?: string[];
}

/** Longest value shown; the whole is in the bytes. */
const MOST = 600;

export function factsOf({ item }: Line, store: Pick<LogStore, "find">): Fact[] {
  const facts: Fact[] = [{ name: "at", text: `${timeText(item.t)} s` }];
  if (isPage(item)) {
    facts.push({ name: "after", text: "", to: [String(item.after)] });
  } else {
    if (item.conn) facts.push({ name: "connection", text: item.conn });
    for (const [name, n] of [
      ["carried by", item.parent],
      ["caused by", item.cause],
      ["answers", item.answers],
    ] as const)
      if (n !== undefined) facts.push({ name, text: "", to: [String(n)] });
  }
  // Where there are bytes, their fields say all of this, and in their own places.
  if (isPage(item) || item.bytes.length === 0 || item.kind === "violation")
    for (const [name, value] of Object.entries(item.data))
      if (value !== undefined) facts.push({ name, text: textOf(name, value) });
  return facts.map((fact) =>
    fact.to && !fact.to.some((key) => store.find(key)) ? { name: fact.name, text: fact.to.join(", ") } : fact,
  );
}

function textOf(name: string, value: unknown): string {
  if (name === "to" && Array.isArray(value)) return value.map(receiverText).join(", ") || "nobody";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

function receiverText(receiver: { client?: string; id: string }): string {
  return receiver.client ? `${receiver.client} (${receiver.id})` : receiver.id;
}
