/** The messages of a log by time: which of them are in a stretch of it, found without looking at the others. */
import type { Row } from "../log/line.ts";
import type { View } from "../log/view.ts";

/** When a message began to pass, in milliseconds since the lab began. */
export function timeOf(row: Row): number {
  return row.lines[0]!.item.t;
}

const byTime = (a: Row, b: Row): number => timeOf(a) - timeOf(b) || a.seq - b.seq;

export class TimeIndex {
  #rows: Row[] = [];
  /** Rows of the view that were taken up, those that went included. */
  #known = 0;
  /** Rows that had gone when the others were last looked through. */
  #swept = 0;

  get length(): number {
    return this.#rows.length;
  }

  /** @param index from 0, the earliest */
  at(index: number): Row | undefined {
    return this.#rows[index];
  }

  /** Milliseconds of the first and the last one; both 0 where there is none. */
  get range(): [first: number, last: number] {
    const [first, last] = [this.#rows[0], this.#rows.at(-1)];
    return first && last ? [timeOf(first), timeOf(last)] : [0, 0];
  }

  /**
   * Takes up what the view has new and lets go of what has left it.
   * @param view of rows, not filtered
   * @returns whether anything changed
   */
  sync(view: Pick<View, "gone" | "length" | "at" | "indexOf">): boolean {
    const end = view.gone + view.length;
    const added: Row[] = [];
    for (let i = Math.max(this.#known, view.gone); i < end; i++) {
      const unit = view.at(i - view.gone);
      if (unit && "lines" in unit) added.push(unit);
    }
    this.#known = end;
    this.#add(added);
    return this.#sweep(view) || added.length > 0;
  }

  /** The index of the first message at or after this time; `length` where there is none. */
  from(t: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeOf(this.#rows[middle]!) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a message stands, or -1. */
  indexOf(row: Row): number {
    for (let i = this.from(timeOf(row)); i < this.#rows.length && timeOf(this.#rows[i]!) === timeOf(row); i++)
      if (this.#rows[i] === row) return i;
    return -1;
  }

  /** They come almost in order: only from the first one that does not fit on is anything moved. */
  #add(added: Row[]): void {
    if (added.length === 0) return;
    added.sort(byTime);
    const first = added[0]!;
    const last = this.#rows.at(-1);
    if (last && byTime(first, last) < 0) {
      const tail = this.#rows.splice(this.from(timeOf(first)));
      added = [...tail, ...added].sort(byTime);
    }
    for (const row of added) this.#rows.push(row);
  }

  /** Not at each of them: that would move all the others. */
  #sweep(view: Pick<View, "gone" | "indexOf">): boolean {
    const gone = view.gone - this.#swept;
    if (gone === 0 || (gone < 1_000 && gone < this.#rows.length)) return false;
    this.#swept = view.gone;
    this.#rows = this.#rows.filter((row) => view.indexOf(row) >= 0);
    return true;
  }
}
