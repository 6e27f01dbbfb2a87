/** The entries that make one message, as the inspector looks at them together. */
import type { Entry } from "../../../protocol/log.ts";
import { isPage, type Line } from "../log/line.ts";
import type { LogStore } from "../log/store.ts";

type Store = Pick<LogStore, "find">;

/**
 * Everything that belongs to the chosen line's message, from the call to the chunk: its row's entries, what they stand
 * on (also where that carried another message first), and what the program did that led to them. In order of n.
 */
export function messageOf(line: Line, store: Store): Entry[] {
  const own = (line.row?.lines ?? [line]).flatMap(({ item }) => (isPage(item) ? [] : [item]));
  const entries = new Set(own);
  for (const entry of own) {
    follow(entry, "parent");
    follow(entry, "cause");
  }
  return [...entries].sort((a, b) => a.n - b.n);

  function follow(entry: Entry, link: "parent" | "cause"): void {
    const n = entry[link];
    const item = n === undefined ? undefined : store.find(String(n))?.item;
    if (!item || isPage(item) || entries.has(item)) return;
    entries.add(item);
    follow(item, link);
  }
}
