/**
 * Puts the page's own entries in their place among the lab's: by the lab's clock, and where the two clocks are too
 * close to tell, by what can only have come first. Their moments are corrected by it, so that time agrees with the order.
 */
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import type { Item } from "./line.ts";

/** Milliseconds: browsers round their clock, and a moment is written down a little after it was. */
const LEAST_TOLERANCE = 5;

/** Before anything was measured: what is older belongs to another call, not to a clock that is so far off. */
const MOST_TOLERANCE = 500;

/** What the lab records about a moment is with it at most this long after, in milliseconds, however little was measured. */
const MOST_WAIT = 50;

/** The page's clock beside the lab's, both in milliseconds. */
export interface PageClock {
  /** The lab's time at this moment of the page's, as well as it is known by now. */
  lab(at: number): number;
  /** How far from the truth that may be: Infinity before anything was measured. */
  error(): number;
}

interface Waiting {
  entry: PageEntry;
  /** On the page's clock; undefined where the entry's own t is all that is known. */
  at: number | undefined;
}

export class Placement {
  readonly #clock: PageClock;
  #entries: Entry[] = [];
  #page: Waiting[] = [];
  /** The moment of the lab's last entry that was given out. */
  #last = 0;
  #over = 0;

  constructor(clock: PageClock) {
    this.#clock = clock;
  }

  /** In order of n. */
  entry(entry: Entry): void {
    this.#entries.push(entry);
  }

  /**
   * In order of p.
   * @param at on the page's clock, now
   */
  page(entry: PageEntry, at?: number): void {
    this.#page.push({ entry, at });
  }

  /** Entries of an earlier visit, in order of p: before those of this one. */
  restore(entries: readonly PageEntry[]): void {
    this.#page.unshift(...entries.map((entry) => ({ entry, at: undefined })));
  }

  /** The page's entries that have no place yet. */
  get waiting(): PageEntry[] {
    return this.#page.map(({ entry }) => entry);
  }

  /** Of some page entries it is not known yet whether the lab has told of all that was before them. */
  get unsure(): boolean {
    return (this.#page.at(-1)?.entry.p ?? 0) > this.#over;
  }

  /**
   * The p of the latest page entry whose moment is over for sure, by the lab's clock too; undefined where there is none.
   * @param now on the page's clock
   */
  past(now: number): number | undefined {
    const wait = Math.min(this.#tolerance, MOST_WAIT);
    return this.#page.findLast(({ at = -Infinity }) => at <= now - wait)?.entry.p;
  }

  /** All that was before the page's entry p, and about when it was, has come from the lab. */
  over(p: number): void {
    this.#over = p;
  }

  /**
   * All of the lab's entries that came and, between them, the page's that are older. A page entry newer than all
   * of them stays back until the lab has told of a later moment or of all that was before it.
   * @param behind more of the lab's entries are here and not decoded yet
   */
  take(behind = false): Item[] {
    const items: Item[] = [];
    const page = this.#page.map(({ entry, at }) => (at === undefined ? entry : { ...entry, t: this.#clock.lab(at) }));
    // A moment of an earlier visit was corrected then: it does not depend on what is known of the clock by now.
    const tolerances = this.#page.map(({ at }) => (at === undefined ? LEAST_TOLERANCE : this.#tolerance));
    const { heard, due } = bounds(page, this.#entries, tolerances);
    let next = 0;
    for (const [i, entry] of this.#entries.entries()) {
      while (next < page.length && (due[next]! <= i || (page[next]!.t < entry.t && heard[next]! < i)))
        items.push(this.#between(page[next++]!, entry));
      items.push(entry);
      this.#last = entry.t;
    }
    while (!behind && next < page.length && page[next]!.p <= this.#over) items.push(this.#between(page[next++]!));
    this.#entries = [];
    this.#page = this.#page.slice(next);
    return items;
  }

  get #tolerance(): number {
    return Math.min(Math.max(this.#clock.error(), LEAST_TOLERANCE), MOST_TOLERANCE);
  }

  /** It was not earlier than what it stands behind, which the page had seen or been told, and not later than what came of it. */
  #between(page: PageEntry, next?: Entry): PageEntry {
    const t = Math.min(Math.max(page.t, this.#last), next?.t ?? Infinity);
    return t === page.t ? page : { ...page, t };
  }
}

/**
 * For each of the page's entries, by index: it stands behind the lab's entry `heard`, -1 where it may stand first, and
 * before the lab's entry `due`, Infinity where none came of it. They keep their own order.
 */
function bounds(page: readonly PageEntry[], entries: readonly Entry[], tolerances: readonly number[]) {
  const heard = page.map((each, i) => entries.findLastIndex((entry) => mayTellOf(each, entry, tolerances[i]!)));
  const due = page.map((each, i) => {
    const first = entries.findIndex((entry) => mayHaveCaused(each, entry, tolerances[i]!));
    return first < 0 ? Infinity : first;
  });
  for (let i = 1; i < page.length; i++) heard[i] = Math.max(heard[i]!, heard[i - 1]!);
  for (let i = page.length - 2; i >= 0; i--) due[i] = Math.min(due[i]!, due[i + 1]!);
  return { heard, due };
}

/** A call of the page's program comes before what its client then sends. */
function mayHaveCaused(page: PageEntry, entry: Entry, tolerance: number): boolean {
  return isCall(page) && entry.from === "client" && isUnseen(page, entry) && page.t - tolerance <= entry.t;
}

/** What the page was told comes after what the server sent. */
function mayTellOf(page: PageEntry, entry: Entry, tolerance: number): boolean {
  return !isCall(page) && entry.from === "server" && isUnseen(page, entry) && page.t + tolerance >= entry.t;
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
