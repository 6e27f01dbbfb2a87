/** Tells a screen reader now and then what happened, instead of every row. */
import { summarize } from "../../../protocol/summary.ts";
import { isWire, type Item } from "../../client/log/line.ts";
import type { LogStore } from "../../client/log/store.ts";

/** Silence between two reports, in milliseconds: time enough to hear one out. */
const PAUSE = 3_000;

/** Calls `tell` with one sentence about what passed since the last one, until the returned function is called. */
export function tellNews(log: Pick<LogStore, "watch">, tell: (text: string) => void): () => void {
  let items: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const unwatch = log.watch((came) => {
    items.push(...came.filter(isMessage));
    timer ??= setTimeout(() => {
      timer = null;
      if (items.length > 0) tell(newsOf(items));
      items = [];
    }, PAUSE);
  });
  return () => {
    unwatch();
    if (timer !== null) clearTimeout(timer);
  };
}

/** Each message is counted once: by the layer that stands right on the bytes. */
function isMessage(item: Item): boolean {
  return item.layer === "websocket" || (item.layer === "http" && item.kind !== "body");
}

export function newsOf(items: readonly Item[]): string {
  const fromClients = items.filter((item) => isWire(item) && item.from === "client").length;
  const last = items.at(-1)!;
  const what = isWire(last) ? ` Last: ${last.client ?? ""} ${summarize(last)}.` : "";
  return `${fromClients} from clients, ${items.length - fromClients} from the server.${what}`;
}
