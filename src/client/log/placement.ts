/**
 * Puts the page's own entries in their place among the lab's: by the lab's clock, and where the two clocks are too
 * close to tell, by what can only have come first.
 */
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import type { Item } from "./line.ts";

/** The lab's records of the same moment are on their way to the page for about this long, in milliseconds. */
const PATIENCE = 150;

/** How much earlier or later than it was a moment may seem: browsers round their clock, and its offset is measured. */
const TOLERANCE = 5;

export class Placement {
  #entries: Entry[] = [];
  #page: PageEntry[] = [];

  /** In order of n. */
  entry(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** In order of p. */
  page(entry: PageEntry): void {
    this.#page.push(entry);
  }

  /** Page entries wait for the lab's. */
  get waiting(): boolean {
    return this.#page.length > 0;
  }

  /**
   * All of the lab's entries that came and, between them, the page's that are older. A page entry newer than all
   * of them stays back until the lab has told of a later moment or its time is over.
   * @param now on the lab's clock
   * @param behind more of the lab's entries are here and not decoded yet: nobody's time is over
   */
  take(now: number, behind = false): Item[] {
    const items: Item[] = [];
    let next = 0;
    for (const entry of this.#entries) {
      for (const end = next + this.#countBefore(entry, next); next < end; next++) items.push(this.#page[next]!);
      items.push(entry);
    }
    while (!behind && next < this.#page.length && this.#page[next]!.t < now - PATIENCE) items.push(this.#page[next++]!);
    this.#entries = [];
    this.#page = this.#page.slice(next);
    return items;
  }

  /** How many of the page's entries from `next` on stand before this one of the lab's. They keep their own order. */
  #countBefore(entry: Entry, next: number): number {
    const waiting = this.#page.slice(next);
    const later = waiting.findIndex((page) => page.t >= entry.t || mayTellOf(page, entry));
    const cause = waiting.findLastIndex((page) => mayHaveCaused(page, entry));
    return Math.max(later < 0 ? waiting.length : later, cause + 1);
  }
}

/** A call of the page's program comes before what its client then sends. */
function mayHaveCaused(page: PageEntry, entry: Entry): boolean {
  return isCall(page) && entry.from === "client" && isUnseen(page, entry) && page.t - TOLERANCE <= entry.t;
}

/** What the page was told comes after what the server sent. */
function mayTellOf(page: PageEntry, entry: Entry): boolean {
  return !isCall(page) && entry.from === "server" && isUnseen(page, entry) && page.t + TOLERANCE >= entry.t;
}

/** It is about this client, and was not yet here when the page wrote down its own entry. */
function isUnseen({ client, after }: PageEntry, entry: Entry): boolean {
  // A request that the page itself makes, and no client of it, has no name on the wire.
  return entry.n > after && (entry.client ?? "page") === client;
}

/** The page's program called something; other notes name the event that it was told. */
function isCall({ kind, data }: PageEntry): boolean {
  return (kind === "emit" || kind === "note") && !("event" in data);
}
