/** Counts what comes within one second. */
import { performance } from "node:perf_hooks";

export class Rate {
  readonly #limit: number;
  #began = 0;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** One more. @returns whether there are too many within this second. */
  exceeded(now = performance.now()): boolean {
    if (now - this.#began >= 1_000) {
      this.#began = now;
      this.#count = 0;
    }
    return ++this.#count > this.#limit;
  }
}

/** A rate for each of many callers. Forgets those that have been quiet. */
export class Rates {
  readonly #limit: number;
  #began = 0;
  #counts = new Map<string, number>();

  /** @param limit what each of them may do within one second */
  constructor(limit: number) {
    this.#limit = limit;
  }

  exceeded(caller: string, now = performance.now()): boolean {
    if (now - this.#began >= 1_000) {
      this.#began = now;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(caller) ?? 0) + 1;
    this.#counts.set(caller, count);
    return count > this.#limit;
  }
}
