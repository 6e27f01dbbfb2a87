/** What one client costs from some moment on, as the log tells it. */
import { type Cost, Costs, NO_COST } from "../cost.ts";
import type { Item } from "../log/line.ts";

export class Meter {
  readonly #letter: string;
  readonly #costs = new Costs();
  /** What does not count, because it was before; while it is not known, nothing counts. */
  #before: Cost | undefined;
  #awaited = false;

  constructor(letter: string) {
    this.#letter = letter;
  }

  /** Nothing before it begins. */
  get cost(): Cost {
    if (!this.#before) return NO_COST;
    const { requests, up, down } = this.#costs.of(this.#letter);
    return { requests: requests - this.#before.requests, up: up - this.#before.up, down: down - this.#before.down };
  }

  /** Counts what is read from now on. */
  begin(): void {
    this.#before = this.#costs.of(this.#letter);
  }

  /** Counts what comes after the next answer: the first one brings what was there before. */
  beginAfterAnswer(): void {
    this.#before = undefined;
    this.#awaited = true;
  }

  /** @param items of the log, as it comes */
  add(items: readonly Item[]): void {
    for (const item of items) {
      this.#costs.add([item]);
      const isAnswer = item.layer === "http" && item.kind === "response" && item.client === this.#letter;
      if (!isAnswer || !this.#awaited) continue;
      this.#awaited = false;
      this.begin();
    }
  }
}
