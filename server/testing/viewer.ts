/** Reads a log stream as a page does. */
import { createDecoder } from "../../protocol/decode.ts";
import type { Entry } from "../../protocol/log.ts";
import { decodeBatch, type StreamItem } from "../../protocol/records.ts";
import type { WebSocketClient } from "./web-socket-client.ts";

export class Viewer {
  readonly client: WebSocketClient;
  readonly entries: Entry[] = [];
  readonly items: StreamItem[] = [];
  readonly checkpoints: number[] = [];
  #decoder = createDecoder();

  constructor(client: WebSocketClient) {
    this.client = client;
  }

  /** Reads until such an entry has come. */
  async until(passes: (entry: Entry) => boolean): Promise<Entry> {
    for (;;) {
      const found = this.entries.find(passes);
      if (found) return found;
      const message = await this.client.next();
      if (typeof message !== "string") this.#read(message);
    }
  }

  #read(batch: Buffer): void {
    for (const item of decodeBatch(batch)) {
      this.items.push(item);
      if (item.type !== "checkpoint") this.#decoder.push(item, this.entries);
      else {
        this.checkpoints.push(item.checkpoint.n);
        this.#decoder = createDecoder(item.checkpoint);
      }
    }
  }
}
