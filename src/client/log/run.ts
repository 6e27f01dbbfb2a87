/** What a mission is judged by: everything since the lab began or was last started over, as far as it is held. */
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import { isPage, type Item } from "./line.ts";

export class RunLog {
  #entries: Entry[] = [];
  #page: PageEntry[] = [];
  #gone = { entries: 0, page: 0 };
  /** The restart that comes next is something that the learner does to the server, and no new beginning. */
  #isFault = false;

  /** In order of n. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** In order of p. */
  get page(): readonly PageEntry[] {
    return this.#page;
  }

  add(item: Item): void {
    if (isPage(item)) this.#page.push(item);
    else {
      if (item.layer === "app" && item.kind === "restart") {
        if (!this.#isFault) this.clear();
        this.#isFault = false;
      } else if (item.layer === "app" && item.kind === "fault") this.#isFault = item.data.fault === "restart";
      this.#entries.push(item);
    }
  }

  /** The store holds this one no longer. They leave in the order in which they came. */
  drop(item: Item): void {
    if (isPage(item)) {
      if (this.#page[this.#gone.page] === item) this.#gone.page++;
    } else if (this.#entries[this.#gone.entries] === item) this.#gone.entries++;
    // Not one by one: taking the first of many moves all the others.
    if (this.#gone.entries + this.#gone.page < 10_000) return;
    this.#entries = this.#entries.slice(this.#gone.entries);
    this.#page = this.#page.slice(this.#gone.page);
    this.#gone = { entries: 0, page: 0 };
  }

  clear(): void {
    this.#entries = [];
    this.#page = [];
    this.#gone = { entries: 0, page: 0 };
  }
}
