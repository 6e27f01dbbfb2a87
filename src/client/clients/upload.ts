/**
 * Much data over a raw WebSocket, in pieces, and an account of what waits in the page meanwhile: `bufferedAmount` exists
 * nowhere else. The page's half of the log gets a few lines of it, however many pieces there are.
 */
import type { PageEntry } from "../../../protocol/log.ts";
import { type Readable, Value, when } from "../value.ts";
import type { Lab } from "./client.ts";
import type { RawClient, RawMessage } from "./raw.ts";

export interface UploadPlan {
  /** Bytes in all, and in each message. */
  total: number;
  piece: number;
  /** It waits while `bufferedAmount` is above this; null: it never waits. */
  threshold: number | null;
}

/**
 * sending: not all was given to `send` yet. draining: all was, and some still waits in the page. reading: nothing waits
 * there, and the server has not answered for all. stopped: `send` threw, or the connection ended first.
 */
export type UploadPhase = "sending" | "draining" | "reading" | "done" | "stopped";

export interface UploadState {
  readonly phase: UploadPhase;
  /** Bytes given to `send`. */
  readonly given: number;
  /** The most that `bufferedAmount` was. It grows with `send` only, so it is looked at after each. */
  readonly most: number;
  /** Bytes that the server says it has. */
  readonly received: number;
  /** Milliseconds from the beginning until nothing waited in the page any more, and until the server had all. */
  readonly drained: number | null;
  readonly done: number | null;
}

/** What an entry of the page says about an upload, in its `data`. */
export interface UploadNote {
  upload: "begin" | "progress" | "given" | "drained" | "done" | "stopped";
  total: number;
  given: number;
  most: number;
  received: number;
}

/** Where an upload goes: `count?run=3`. Each has an address of its own, so that it can be told apart in both halves of the log. */
export function uploadPath(page: readonly PageEntry[]): string {
  return `count?run=${page.filter(({ data }) => data["upload"] === "begin").length + 1}`;
}

/** Milliseconds between two looks at `bufferedAmount`: there is no event that says that it has fallen. */
const LOOK = 4;

/** So many times a long upload says how far it is. */
const LINES = 10;

export class Upload {
  readonly plan: UploadPlan;
  readonly #client: RawClient;
  readonly #log: Lab["log"];
  readonly #state = new Value<UploadState>({
    phase: "sending",
    given: 0,
    most: 0,
    received: 0,
    drained: null,
    done: null,
  });
  readonly #began = performance.now();

  /** @param client connected to a server that says after each message how many bytes it has: `{"received":16000}` */
  constructor(client: RawClient, log: Lab["log"], plan: UploadPlan) {
    this.plan = plan;
    this.#client = client;
    this.#log = log;
  }

  get state(): Readable<UploadState> {
    return this.#state;
  }

  /** Resolves when all has arrived, or nothing more will. */
  async run(): Promise<void> {
    const { total, piece, threshold } = this.plan;
    const pieces = Math.ceil(total / piece);
    const pace = threshold === null ? "" : `, waiting while bufferedAmount > ${threshold}`;
    this.#note("begin", "note", `${total} bytes in ${pieces} messages${pace}`);
    const ends = [
      this.#client.onMessage((message) => this.#hear(message)),
      // Said at once: what the page does next may be a new connection.
      this.#client.state.subscribe(({ phase }) => {
        if (phase === "closing" || phase === "closed") this.#stop();
      }),
    ];
    try {
      if (!(await this.#give())) return this.#stop();
      this.#set({ phase: "draining" });
      this.#note("given", "emit", `ws.send(…), ${pieces} times; ${this.#mostly()}`);
      if (!(await this.#waitUntil(0))) return this.#stop();
      this.#set({ phase: "reading", drained: this.#elapsed() });
      this.#note("drained", "note", `bufferedAmount is 0; the server has ${this.#state.get().received} bytes`);
      await when(this.#state, ({ received, phase }) => received >= total || phase === "stopped");
      if (this.#isStopped) return;
      this.#set({ phase: "done", done: this.#elapsed() });
      this.#note("done", "note", `the server has all ${total} bytes; ${this.#mostly()}`);
    } finally {
      for (const end of ends) end();
    }
  }

  /** @returns whether all pieces were given to `send` */
  async #give(): Promise<boolean> {
    const { total, piece, threshold } = this.plan;
    let line = 1;
    for (let given = 0; given < total;) {
      if (threshold !== null && !(await this.#waitUntil(threshold))) return false;
      const size = Math.min(piece, total - given);
      if (!this.#client.send("x".repeat(size), true)) return false;
      given += size;
      this.#set({ given, most: Math.max(this.#state.get().most, this.#buffered) });
      if (threshold === null || given < (line * total) / LINES || given === total) continue;
      line = Math.floor((given * LINES) / total) + 1;
      this.#note("progress", "note", `${given} of ${total} bytes; ${this.#mostly()}`);
    }
    return true;
  }

  /** Until no more than this waits in the page. @returns false when the connection ends before */
  async #waitUntil(threshold: number): Promise<boolean> {
    while (!this.#isStopped && this.#buffered > threshold) await new Promise((resolve) => setTimeout(resolve, LOOK));
    return !this.#isStopped;
  }

  #hear(message: RawMessage): void {
    const received = typeof message === "string" ? /^\{"received":(\d+)\}$/.exec(message)?.[1] : undefined;
    if (received !== undefined) this.#set({ received: Number(received) });
  }

  get #buffered(): number {
    return this.#client.socket?.bufferedAmount ?? 0;
  }

  get #isStopped(): boolean {
    return this.#state.get().phase === "stopped";
  }

  #stop(): void {
    if (this.#isStopped) return;
    this.#set({ phase: "stopped" });
    const { given, received } = this.#state.get();
    this.#note("stopped", "note", `stopped: ${given} bytes were given to send(), the server has ${received}`);
  }

  #set(change: Partial<UploadState>): void {
    this.#state.set({ ...this.#state.get(), ...change });
  }

  #elapsed(): number {
    return performance.now() - this.#began;
  }

  #mostly(): string {
    return `bufferedAmount was ${this.#state.get().most} at most`;
  }

  #note(upload: UploadNote["upload"], kind: "note" | "emit", summary: string): void {
    const { given, most, received } = this.#state.get();
    const data = { protocol: "websocket", upload, total: this.plan.total, given, most, received };
    this.#log.page({ client: this.#client.letter, kind, summary, data });
  }
}
