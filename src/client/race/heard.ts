/** The prices that one lane has heard of, each counted once. */
export interface Price {
  n: number;
}

export class Heard {
  readonly #prices = new Set<number>();
  #look = () => {};

  add({ n }: Price): void {
    this.#prices.add(n);
    this.#look();
  }

  /** The prices that are newer than this one. */
  since(after: number): number[] {
    return [...this.#prices].filter((n) => n > after);
  }

  /** Resolves when so many newer ones have been heard of, before or after this call. */
  enough(after: number, count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.since(after).length >= count) resolve();
      };
      this.#look();
    });
  }
}
