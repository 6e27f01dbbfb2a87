/** A browser's storage that lasts as long as the test, or refuses everything. */
import type { Env } from "./env.ts";

type Kept = NonNullable<Env["storage"]>;

export function memoryStorage(initial: Record<string, string> = {}): Kept & { items: Map<string, string> } {
  const items = new Map(Object.entries(initial));
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** As a browser whose storage is full: reading works. */
export const fullStorage: Kept = {
  getItem: () => null,
  setItem: () => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: () => {},
};
