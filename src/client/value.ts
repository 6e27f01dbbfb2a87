/** A value that can be watched. Keeps Svelte's store contract, so that a component may write `$value`. */
export interface Readable<T> {
  get(): T;
  /** Calls `run` now and at each change, until the returned function is called. */
  subscribe(run: (value: T) => void): () => void;
}

/**
 * The value as soon as it passes: the present one, or a later one.
 * @param limit milliseconds; without it, it is waited for without end
 * @throws {Error} with the value as it is when the limit is over
 */
export function when<T>(value: Readable<T>, passes: (value: T) => boolean, limit?: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      end();
      reject(new Error(`still ${JSON.stringify(value.get())} after ${limit} ms`));
    };
    const late = limit === undefined ? undefined : setTimeout(giveUp, limit);
    const end = value.subscribe((now) => {
      if (!passes(now)) return;
      clearTimeout(late);
      // `subscribe` tells the present value before it returns what ends it.
      queueMicrotask(() => end());
      resolve(now);
    });
  });
}

export class Value<T> implements Readable<T> {
  #value: T;
  readonly #watchers = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher(value);
  }

  subscribe(run: (value: T) => void): () => void {
    this.#watchers.add(run);
    run(this.#value);
    return () => this.#watchers.delete(run);
  }
}
