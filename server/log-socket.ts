/**
 * One viewer of a lab's log over a WebSocket: records in batches, and the owner's verbs. It reads from the lab's records
 * at its own pace: what it has not read is not kept for it, only its place.
 */
import type { WebSocket } from "ws";
import { errorBody, type ErrorCode } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { encodeBatch, type StreamItem } from "../protocol/records.ts";
import type { HostedLab } from "./hosted-lab.ts";
import { closeRefused } from "./instruments/web-socket-refusals.ts";
import { Rate } from "./rate.ts";
import type { Watcher } from "./recorder.ts";

/** Records, and bytes of them, that one batch holds at most. */
const BATCH_RECORDS = 1_000;
const BATCH_BYTES = 131_072;

/** Runs an owner's verb. @returns why not, if it was not run */
export type RunVerb = (lab: HostedLab, key: unknown, verb: unknown, details: unknown) => Promise<ErrorCode | undefined>;

export class LogSocket implements Watcher {
  readonly #webSocket: WebSocket;
  readonly #lab: HostedLab;
  readonly #known: ReadonlySet<string>;
  readonly #limits: Limits;
  readonly #runVerb: RunVerb;
  #next: number;
  #stalled = false;

  /** @param known secrets that this viewer has sent itself, and may see */
  constructor(webSocket: WebSocket, lab: HostedLab, known: ReadonlySet<string>, limits: Limits, runVerb: RunVerb) {
    this.#webSocket = webSocket;
    this.#lab = lab;
    this.#known = known;
    this.#limits = limits;
    this.#runVerb = runVerb;
    const { recorder } = lab;
    const rate = new Rate(limits["connection.messages"]);
    webSocket.on("message", (data: Buffer, isBinary) => {
      if (!rate.exceeded()) void this.#answer(isBinary ? "" : data.toString());
      else if (webSocket.readyState === webSocket.OPEN) closeRefused(webSocket, "connection.messages");
    });
    webSocket.on("close", () => recorder.unwatch(this));
    webSocket.on("error", () => {}); // ws closes it
    webSocket.send(JSON.stringify({ hello: { lab: lab.id, program: lab.program, t: recorder.now() } }));
    this.#next = recorder.first;
    this.#sendCheckpoint();
    recorder.watch(this);
    this.wake();
  }

  wake(): void {
    const { recorder } = this.#lab;
    while (this.#next < recorder.next) {
      if (this.#webSocket.bufferedAmount > this.#limits["viewer.buffered"]) {
        this.#stalled = true; // goes on when what was sent has left
        return;
      }
      if (this.#next < recorder.first) {
        this.#next = recorder.first;
        this.#sendCheckpoint();
      }
      this.#send(this.#takeBatch());
    }
  }

  end(): void {
    closeRefused(this.#webSocket, "lab.unknown");
  }

  #takeBatch(): StreamItem[] {
    const { recorder } = this.#lab;
    const items: StreamItem[] = [];
    let bytes = 0;
    while (this.#next < recorder.next && items.length < BATCH_RECORDS && bytes < BATCH_BYTES) {
      const record = recorder.at(this.#next++, this.#known);
      if (record.type === "bytes") bytes += record.bytes.length;
      items.push(record);
    }
    return items;
  }

  #sendCheckpoint(): void {
    const { recorder } = this.#lab;
    this.#send([{ type: "checkpoint", t: recorder.now(), checkpoint: recorder.checkpoint() }]);
  }

  #send(items: readonly StreamItem[]): void {
    this.#webSocket.send(encodeBatch(items), (error) => {
      if (error || !this.#stalled) return;
      this.#stalled = false;
      this.wake();
    });
  }

  async #answer(text: string): Promise<void> {
    const message = parseObject(text);
    const id = message?.["id"];
    if (message?.["clock"] === true) {
      this.wake(); // whoever asks has all that was before the answer
      this.#webSocket.send(JSON.stringify({ id, t: this.#lab.recorder.now() }));
      return;
    }
    const { verb, key } = message ?? {};
    const refusal = message
      ? await this.#runVerb(this.#lab, key, verb, typeof verb === "string" ? message[verb] : undefined)
      : ("body.malformed" as const);
    this.#webSocket.send(JSON.stringify(refusal ? { id, ok: false, ...errorBody(refusal) } : { id, ok: true }));
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
