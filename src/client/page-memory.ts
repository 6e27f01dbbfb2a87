/** The page's own half of a log, kept as long as the tab is: the lab's half the server has, this nobody else. */
import type { PageEntry } from "../../protocol/log.ts";
import type { Env } from "./env.ts";

/** Entries kept: the latest. */
const MOST = 500;

export class PageMemory {
  readonly #storage: Env["tabStorage"];
  readonly #key: string;

  constructor(storage: Env["tabStorage"], program: string) {
    this.#storage = storage;
    this.#key = `wirelight.page.${program}`;
  }

  /** In order of p; none where what is kept is of another lab, or is nothing that this version has written. */
  entries(lab: string): PageEntry[] {
    try {
      const kept = JSON.parse(this.#storage?.getItem(this.#key) ?? "null") as {
        lab?: string;
        entries?: unknown;
      } | null;
      return kept?.lab === lab && Array.isArray(kept.entries) ? kept.entries.filter(isPageEntry) : [];
    } catch {
      return [];
    }
  }

  keep(lab: string, entries: readonly PageEntry[]): void {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify({ lab, entries: entries.slice(-MOST) }));
    } catch {
      // Storage is full or forbidden: a reload then keeps the lab's half only.
    }
  }
}

function isPageEntry(value: unknown): value is PageEntry {
  const { p, after, t, client, layer, kind, summary, data } = (value ?? {}) as Record<string, unknown>;
  if (layer !== "app") return false;
  const numbers = [p, after, t].every(Number.isFinite);
  return (
    numbers &&
    [client, kind, summary].every((text) => typeof text === "string") &&
    typeof data === "object" &&
    data !== null
  );
}
