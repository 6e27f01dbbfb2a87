/** What each client costs, as the log tells it: HTTP requests, and every byte that crossed the wire for it. */
import type { Item } from "./log/line.ts";

export interface Cost {
  /** HTTP requests; the one that opens a WebSocket is one, too. */
  readonly requests: number;
  /** Bytes from the client to the server, heads and frames and all. */
  readonly up: number;
  /** Bytes from the server to the client. */
  readonly down: number;
}

export const NO_COST: Cost = { requests: 0, up: 0, down: 0 };

/** Reads a log as it comes. What was read before it was made does not count. */
export class Costs {
  readonly #clients = new Map<string, Cost>();

  /** @param items in the order of the log, each once; the page's own among them cost nothing */
  add(items: Iterable<Item>): void {
    for (const item of items) {
      const { client, layer, kind } = item;
      if (client === undefined) continue;
      if (layer === "http" && kind === "request") this.#more(client, { requests: 1 });
      // The layers above travel inside these.
      else if (layer === "tcp" && kind === "chunk")
        this.#more(client, item.from === "client" ? { up: item.data.length } : { down: item.data.length });
    }
  }

  /** Of a client that nothing was seen of: nothing. What is given does not change; ask again for more. */
  of(client: string): Cost {
    return this.#clients.get(client) ?? NO_COST;
  }

  #more(client: string, { requests = 0, up = 0, down = 0 }: Partial<Cost>): void {
    const so = this.of(client);
    this.#clients.set(client, { requests: so.requests + requests, up: so.up + up, down: so.down + down });
  }
}

/** Up and down together. */
export function bytesOf({ up, down }: Cost): number {
  return up + down;
}
