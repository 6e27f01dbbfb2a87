/** Puts the page's own entries in their place among the lab's, by the lab's clock. */
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import type { Item } from "./line.ts";

/** The lab's records of the same moment are on their way to the page for about this long, in milliseconds. */
const PATIENCE = 150;

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
   */
  take(now: number): Item[] {
    const items: Item[] = [];
    let next = 0;
    for (const entry of this.#entries) {
      while (next < this.#page.length && this.#page[next]!.t < entry.t) items.push(this.#page[next++]!);
      items.push(entry);
    }
    while (next < this.#page.length && this.#page[next]!.t < now - PATIENCE) items.push(this.#page[next++]!);
    this.#entries = [];
    this.#page = this.#page.slice(next);
    return items;
  }
}
