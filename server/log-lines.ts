/** One viewer of a lab's log over HTTP: decoded entries, one JSON object a line, for `curl -N` and scripts. */
import type { ServerResponse } from "node:http";
import { createDecoder } from "../protocol/decode.ts";
import { toLine } from "../protocol/json.ts";
import type { Entry } from "../protocol/log.ts";
import { createInflater } from "../protocol/wire/inflate.ts";
import type { HostedLab } from "./hosted-lab.ts";
import type { Watcher } from "./recorder.ts";

/** Records decoded in one go: decoding must not keep other labs waiting. */
const SLICE = 200;

export interface LineOptions {
  /** Go on with new entries after those held. */
  follow: boolean;
  /** Only entries of this client. */
  client: string | undefined;
  /** Secrets that this viewer has sent itself, and may see. */
  known: ReadonlySet<string>;
}

export class LogLines implements Watcher {
  readonly #response: ServerResponse;
  readonly #lab: HostedLab;
  readonly #options: LineOptions;
  #decoder = createDecoder(undefined, createInflater);
  #next = 0;
  /** The first record that is not for this viewer: it does not follow, or the lab is gone. */
  #stop: number;
  #waiting = false;

  constructor(response: ServerResponse, lab: HostedLab, options: LineOptions) {
    this.#response = response;
    this.#lab = lab;
    this.#options = options;
    const { recorder } = lab;
    this.#stop = options.follow ? Infinity : recorder.next;
    response.writeHead(200, {
      "Content-Type": "application/x-ndjson; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
    response.flushHeaders();
    response.on("drain", () => this.#resume());
    response.on("close", () => recorder.unwatch(this));
    recorder.watch(this);
    this.wake();
  }

  wake(): void {
    if (!this.#waiting) this.#write();
  }

  end(): void {
    this.#stop = this.#lab.recorder.next;
    this.wake();
  }

  #resume(): void {
    this.#waiting = false;
    this.#write();
  }

  #write(): void {
    const { recorder } = this.#lab;
    if (this.#response.destroyed || this.#response.writableEnded) return;
    let lines = "";
    if (this.#next < recorder.first) lines = this.#skip();
    const end = Math.min(recorder.next, this.#stop, this.#next + SLICE);
    for (; this.#next < end; this.#next++)
      for (const entry of this.#decoder.push(recorder.at(this.#next, this.#options.known)))
        if (this.#wants(entry)) lines += toLine(entry) + "\n";
    const more = lines === "" || this.#response.write(lines);
    if (this.#next >= this.#stop) this.#response.end();
    else if (!more)
      this.#waiting = true; // goes on with "drain"
    else if (this.#next < recorder.next) {
      this.#waiting = true;
      setImmediate(() => this.#resume());
    }
  }

  #wants({ client }: Entry): boolean {
    return this.#options.client === undefined || client === this.#options.client;
  }

  /** Goes on with the oldest record held, and says what went before. */
  #skip(): string {
    const { recorder } = this.#lab;
    const from = this.#decoder.n;
    const checkpoint = recorder.checkpoint();
    this.#decoder = createDecoder(checkpoint, createInflater);
    this.#next = recorder.first;
    const to = checkpoint.n - 1;
    const missed: Entry = {
      n: to,
      // Not later than what follows it: `t` never goes back.
      t: this.#next < recorder.next ? recorder.at(this.#next).t : recorder.now(),
      conn: "",
      from: "lab",
      layer: "app",
      kind: "missed",
      data: { from, to, count: to - from + 1 },
      bytes: new Uint8Array(0),
    };
    return `${toLine(missed)}\n`;
  }
}
