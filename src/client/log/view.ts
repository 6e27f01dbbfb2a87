/** One reader's way of looking at the log: rows or single lines, filtered, paused, cleared. */
import { type Readable, Value } from "../value.ts";
import { EVERYTHING, type Filter, type Test, testOf } from "./filter.ts";
import type { Line, Row } from "./line.ts";
import { Queue } from "./queue.ts";

export type Unit = Line | Row;

/** What a view looks at. */
export interface Source {
  rows: Queue<Row>;
  lines: Queue<Line>;
}

export class View {
  readonly #source: Source;
  readonly #wake: () => void;
  readonly #version = new Value(0);
  #filter = EVERYTHING;
  #test: Test | null = null;
  #flat = false;
  #shown = new Queue<Unit>();
  /** Number of the next unit to look at; what is from here on has not been asked yet whether it passes. */
  #cursor = 0;
  /** Clear: nothing before this is shown. Lines, rows. */
  #floor = { line: 0, row: 0 };
  /** Pause: nothing from here on is shown. */
  #frozenAt: number | null = null;

  /** @param wake asks the store for a frame of work */
  constructor(source: Source, wake: () => void) {
    this.#source = source;
    this.#wake = wake;
    this.#restart();
  }

  /** Rises at most once a frame, when something that this view shows has changed. */
  get version(): Readable<number> {
    return this.#version;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** The filter keeps something out, or would. */
  get narrowed(): boolean {
    return this.#test !== null;
  }

  /** One line an entry instead of one row a message. */
  get flat(): boolean {
    return this.#flat;
  }

  get paused(): boolean {
    return this.#frozenAt !== null;
  }

  get length(): number {
    return this.#shown.length;
  }

  /** How many units have gone from the front, all in all: what stood at index i stands at i less by as many. */
  get gone(): number {
    return this.#shown.first;
  }

  /** How many units came after the pause. */
  get behind(): number {
    return this.#frozenAt === null ? 0 : Math.max(0, this.#units().end - this.#frozenAt);
  }

  /** A change of the filter is still being worked through. */
  get searching(): boolean {
    return this.#cursor < this.#end();
  }

  /** @param index from 0, the oldest one shown */
  at(index: number): Unit | undefined {
    return this.#shown.at(this.#shown.first + index);
  }

  /** Where a unit stands, or -1. */
  indexOf(unit: Unit): number {
    const place = this.#place(unit.seq);
    return this.#shown.at(place)?.seq === unit.seq ? place - this.#shown.first : -1;
  }

  show(how: { filter?: Partial<Filter>; flat?: boolean }): void {
    const flat = how.flat ?? this.#flat;
    if (flat !== this.#flat && this.paused) this.#frozenAt = null;
    this.#flat = flat;
    this.#filter = { ...this.#filter, ...how.filter };
    const { layers, client, conn, text } = this.#filter;
    this.#test = layers || client !== null || conn !== null || text.trim() ? testOf(this.#filter) : null;
    this.#restart();
  }

  pause(): void {
    this.#frozenAt ??= this.#units().end;
    this.#changed();
  }

  resume(): void {
    this.#frozenAt = null;
    this.#changed();
  }

  /** Shows nothing of what is held now. The store keeps it: missions are judged by it. */
  clear(): void {
    this.#floor = { line: this.#source.lines.end, row: this.#source.rows.end };
    this.#restart();
  }

  /**
   * Takes up what came and lets go of what went. For the store, once a frame.
   * @param touched rows that got another line
   * @param ready says that the time for this frame is used up
   */
  work(touched: Iterable<Row>, ready: () => boolean): void {
    const units = this.#units();
    for (let first = this.#shown.at(this.#shown.first); first && first.seq < units.first;) {
      this.#shown.shift();
      first = this.#shown.at(this.#shown.first);
    }
    if (!this.#flat && this.#test) for (const row of touched) this.#reconsider(row);
    const end = this.#end();
    this.#cursor = Math.max(this.#cursor, units.first);
    for (let looked = 0; this.#cursor < end; this.#cursor++) {
      if ((++looked & 255) === 0 && ready()) break;
      const unit = units.at(this.#cursor)!;
      if (!this.#test || this.#test(unit)) this.#shown.push(unit);
    }
    this.#version.set(this.#version.get() + 1);
  }

  /** A row that was passed over may pass now that it has another line. */
  #reconsider(row: Row): void {
    if (row.seq >= this.#cursor || row.seq < this.#floor.row || !this.#test!(row)) return;
    const place = this.#place(row.seq);
    if (this.#shown.at(place)?.seq !== row.seq) this.#shown.insert(place, row);
  }

  /** Number in `shown` of the first unit with this seq or a later one. */
  #place(seq: number): number {
    let low = this.#shown.first;
    let high = this.#shown.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#shown.at(middle)!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #restart(): void {
    this.#shown = new Queue();
    this.#cursor = this.#flat ? this.#floor.line : this.#floor.row;
    this.#changed();
  }

  #changed(): void {
    this.#version.set(this.#version.get() + 1);
    this.#wake();
  }

  #units(): Queue<Unit> {
    return this.#flat ? this.#source.lines : this.#source.rows;
  }

  #end(): number {
    return this.#frozenAt ?? this.#units().end;
  }
}
