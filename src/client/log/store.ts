/**
 * The log of one lab as a page holds it: the lab's entries, decoded from its records, and the page's own in their
 * place. Bounded in number and bytes; works once per animation frame, and never long.
 */
import type { createDecoder as DecoderMaker, Decoder } from "../../../protocol/decode.ts";
import type { Entry, PageEntry } from "../../../protocol/log.ts";
import type { StreamItem } from "../../../protocol/records.ts";
import type { createInflater as InflaterMaker } from "../../../protocol/wire/inflate.ts";
import { isPage, type Item, type Line, type Row } from "./line.ts";
import { type PageClock, Placement } from "./placement.ts";
import { type Idle, Preparation } from "./preparation.ts";
import { Queue } from "./queue.ts";
import { Rows } from "./rows.ts";
import { RunLog } from "./run.ts";
import { View } from "./view.ts";

export interface LogLimits {
  /** Lines held. */
  lines: number;
  /** Bytes held, estimated. */
  bytes: number;
  /** Milliseconds of work per frame: the rest of a frame belongs to the page. */
  budget: number;
}

const LOG_LIMITS: LogLimits = { lines: 200_000, bytes: 192 * 1024 * 1024, budget: 8 };

/** What a line costs beside its bytes: entry, data, line and its share of a row. Measured in Chromium, rounded up. */
const LINE_COST = 500;

export interface LogClock extends PageClock {
  /** Milliseconds on the page's clock. */
  now(): number;
  /** Resolves when all that the lab has recorded by now has been fed, or when nothing of it can come. */
  caughtUp(): Promise<void>;
  /** Milliseconds, monotonic, for measuring work. */
  work(): number;
  frame(work: () => void): void;
  idle: Idle;
}

/** A page entry before it has its number and place. */
export type PageEvent = Omit<PageEntry, "p" | "after" | "t" | "layer">;

let createDecoder: typeof DecoderMaker | undefined;
let createInflater: typeof InflaterMaker | undefined;

let loading: Promise<void> | undefined;
let loadingInflater: Promise<void> | undefined;

/** The decoder is a good part of a lesson's code: it comes with the first record, not with the page. */
export function loadDecoder(): Promise<void> {
  return (loading ??= import("../../../protocol/decode.ts").then(
    (module) => void ({ createDecoder } = module),
    // The server is gone. When it is back there will be records, and another try.
    () => (loading = undefined),
  ));
}

/** It is large, and hardly any connection is compressed: it comes with the first one that is. */
export function loadInflater(): Promise<void> {
  return (loadingInflater ??= import("../../../protocol/wire/inflate.ts").then(
    (module) => void ({ createInflater } = module),
    () => (loadingInflater = undefined),
  ));
}

export class LogStore {
  readonly #clock: LogClock;
  readonly #limits: LogLimits;
  readonly #lines = new Queue<Line>();
  readonly #rows = new Queue<Row>();
  readonly #byN = new Map<number, Line>();
  readonly #byP = new Map<number, Line>();
  readonly #views = new Set<View>();
  readonly #watchers = new Set<(items: readonly Item[]) => void>();
  readonly #run = new RunLog();
  readonly #preparation: Preparation;
  readonly #names = { clients: new Set<string>(), conns: new Set<string>() };
  #grouping = this.#newRows();
  #placement: Placement;
  #decoder: Decoder | undefined;
  /** Stream items not decoded yet. */
  #inbox = new Queue<StreamItem>();
  /** Page entries that wait for the first record: only then their place can be told. */
  #restored: PageEntry[] = [];
  #touched = new Set<Row>();
  #lastN = 0;
  #lastP = 0;
  #bytes = 0;
  #scheduled = false;
  #catchingUp = false;

  constructor(clock: LogClock, limits: Partial<LogLimits> = {}) {
    this.#clock = clock;
    this.#placement = new Placement(clock);
    this.#limits = { ...LOG_LIMITS, ...limits };
    this.#preparation = new Preparation(this.#lines, clock.idle);
  }

  /** Everything since the lab began or was started over that is still held, for missions and bets. Always the present state: do not keep. */
  get run(): Readonly<Pick<RunLog, "entries" | "page">> {
    return this.#run;
  }

  /** The last n seen, 0 before the first. */
  get lastN(): number {
    return this.#lastN;
  }

  /** Clients and connections that have been seen, for a filter to offer. */
  get names(): { readonly clients: ReadonlySet<string>; readonly conns: ReadonlySet<string> } {
    return this.#names;
  }

  /** Lines and bytes held, and lines that had to go for newer ones. */
  get held(): { lines: number; bytes: number; gone: number } {
    return { lines: this.#lines.length, bytes: this.#bytes, gone: this.#lines.first };
  }

  /** Records that came and are not decoded yet. */
  get waiting(): number {
    return this.#inbox.length;
  }

  /** Records from the log stream, in order. After a reconnection they begin again: what is held already is passed over. */
  feed(items: readonly StreamItem[]): void {
    for (const item of items) this.#inbox.push(item);
    this.#wake();
  }

  /** This moment on the page's clock. */
  now(): number {
    return this.#clock.now();
  }

  /**
   * Adds one of the page's own entries.
   * @param at when it happened, as `now` said it. For a call: before it was made. What it sends may be on the wire, and in
   *     the lab's half, before it returns
   */
  page(event: PageEvent, at = this.now()): PageEntry {
    const t = this.#clock.lab(at); // a first guess
    const entry: PageEntry = { ...event, p: ++this.#lastP, after: this.#lastN, t, layer: "app" };
    this.#placement.page(entry, at);
    this.#wake();
    return entry;
  }

  /** Page entries of an earlier visit or of a saved capture, in order of p. They stand among the records fed after this. */
  restore(entries: readonly PageEntry[]): void {
    this.#restored = [...entries];
    for (const { p } of entries) this.#lastP = Math.max(this.#lastP, p);
  }

  /** The page's own entries that are held, in order of p: also those that have no place yet. */
  pageEntries(): PageEntry[] {
    const placed = [...this.#byP.values()].map(({ item }) => item as PageEntry);
    return [...placed, ...this.#restored, ...this.#placement.waiting];
  }

  /** A reader of its own; give it back with `close`. */
  view(): View {
    const view = new View({ lines: this.#lines, rows: this.#rows }, () => this.#wake());
    this.#views.add(view);
    return view;
  }

  close(view: View): void {
    this.#views.delete(view);
  }

  /** Calls `watcher` with the new entries of a frame, in their order, until the returned function is called. */
  watch(watcher: (items: readonly Item[]) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @param key `17`, or `p3` for one of the page's own */
  find(key: string): Line | undefined {
    return key.startsWith("p") ? this.#byP.get(Number(key.slice(1))) : this.#byN.get(Number(key));
  }

  /** The held line that this entry stands on, one layer below. */
  parentOf(line: Line): Line | undefined {
    return isPage(line.item) || line.item.parent === undefined ? undefined : this.#byN.get(line.item.parent);
  }

  /** Another lab, or the same one from its beginning: nothing of what is held belongs to it. */
  reset(): void {
    while (this.#lines.length > 0) this.#dropOldest();
    this.#inbox.clear();
    this.#placement = new Placement(this.#clock);
    this.#decoder = undefined;
    this.#grouping = this.#newRows();
    this.#lastN = 0;
    this.#lastP = 0;
    this.#restored = [];
    this.#names.clients.clear();
    this.#names.conns.clear();
    this.#run.clear();
    this.#wake();
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.frame(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = false;
    const end = this.#clock.work() + this.#limits.budget;
    const ready = () => this.#clock.work() > end;
    this.#decode(ready);
    const items = this.#placement.take(this.#inbox.length > 0);
    for (const item of items) this.#add(item);
    if (this.#inbox.length === 0) this.#grouping.settle();
    while (this.#lines.length > this.#limits.lines || this.#bytes > this.#limits.bytes) this.#dropOldest();
    for (const view of this.#views) view.work(this.#touched, ready);
    this.#touched.clear();
    if (items.length > 0) for (const watcher of [...this.#watchers]) watcher(items);
    this.#preparation.goOn();
    const decodable = this.#inbox.length > 0 && createDecoder !== undefined && !this.#decoder?.wantsInflater;
    if (decodable || [...this.#views].some((view) => view.searching)) this.#wake();
    if (this.#placement.unsure) void this.#catchUp();
  }

  /** The page's latest entries get their place when it is known what was before them. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return;
    const placement = this.#placement;
    const last = placement.past(this.#clock.now());
    if (last === undefined) return this.#wake();
    this.#catchingUp = true;
    await this.#clock.caughtUp();
    this.#catchingUp = false;
    placement.over(last);
    this.#wake();
  }

  #decode(ready: () => boolean): void {
    for (let done = 0; this.#canGoOn() && this.#inbox.length > 0 && this.#read(this.#inbox.at(this.#inbox.first)!);) {
      this.#inbox.shift();
      if ((++done & 31) === 0 && ready()) return;
    }
  }

  /** @returns false while the decoder waits for its inflater */
  #canGoOn(): boolean {
    if (!this.#decoder?.wantsInflater) return true;
    if (!createInflater) {
      void loadInflater().then(() => this.#wake());
      return false;
    }
    this.#place(this.#decoder.inflateWith(createInflater));
    return true;
  }

  /** @returns false when it cannot be read yet */
  #read(item: StreamItem): boolean {
    // An empty lab's first checkpoint says nothing.
    if (item.type === "checkpoint" && item.checkpoint.n === 1 && this.#lastN === 0) return true;
    if (!createDecoder) {
      void loadDecoder().then(() => this.#wake());
      return false;
    }
    if (item.type === "checkpoint") {
      this.#decoder = createDecoder(item.checkpoint, createInflater);
      this.#miss(item.checkpoint.n, item.t);
      return true;
    }
    this.#placement.restore(this.#restored.splice(0));
    this.#place((this.#decoder ??= createDecoder(undefined, createInflater)).push(item));
    return true;
  }

  #place(entries: readonly Entry[]): void {
    for (const entry of entries) {
      // After a reconnection the stream begins again at what the server holds: this is here already.
      if (entry.n <= this.#lastN) continue;
      this.#lastN = entry.n;
      this.#placement.entry(entry);
    }
  }

  /** The stream goes on at n: what was before it and did not come is not to be had any more. */
  #miss(n: number, t: number): void {
    const missed = { from: this.#lastN + 1, to: n - 1, count: n - 1 - this.#lastN };
    if (missed.count <= 0) return;
    this.#placement.entry(missedEntry(missed, t));
    this.#lastN = missed.to;
  }

  #add(item: Item): void {
    const line: Line = { seq: this.#lines.end, item, row: null, taken: false, search: null };
    this.#lines.push(line);
    this.#bytes += costOf(item);
    if (item.client !== undefined) this.#names.clients.add(item.client);
    if (!isPage(item) && item.conn !== "") this.#names.conns.add(item.conn);
    if (isPage(item)) this.#byP.set(item.p, line);
    else this.#byN.set(item.n, line);
    this.#grouping.add(line);
    if (line.row) this.#touched.add(line.row);
    this.#run.add(item);
  }

  #dropOldest(): void {
    const { item } = this.#lines.shift()!;
    this.#bytes -= costOf(item);
    if (isPage(item)) this.#byP.delete(item.p);
    else this.#byN.delete(item.n);
    this.#run.drop(item);
    // A row goes with its first line: what came later of that message is then shown line by line only.
    while (this.#rows.length > 0 && this.#rows.at(this.#rows.first)!.lines[0]!.seq < this.#lines.first)
      this.#rows.shift();
  }

  #newRows(): Rows {
    return new Rows(
      () => {
        const row: Row = { seq: this.#rows.end, lines: [] };
        this.#rows.push(row);
        return row;
      },
      (n) => this.#byN.get(n),
    );
  }
}

function costOf(item: Item): number {
  return LINE_COST + (isPage(item) ? item.summary.length * 2 : item.bytes.length + (item.plain?.length ?? 0));
}

function missedEntry(data: { from: number; to: number; count: number }, t: number): Entry {
  const bytes = new Uint8Array();
  return { n: data.to, t, conn: "", from: "lab", layer: "app", kind: "missed", data, bytes };
}
