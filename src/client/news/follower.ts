/** What follows the news in the page, whatever the way: polls, a stream of events, a WebSocket. */
import type { Lab } from "../clients/client.ts";
import type { Env } from "../env.ts";
import type { PageEvent } from "../log/store.ts";
import { type Readable, Value } from "../value.ts";
import type { News } from "./news.ts";

export type Clock = Pick<Env, "now" | "after">;

export interface FollowerState {
  /** away: it was following, nothing comes now, and it goes on by itself. */
  phase: "stopped" | "opening" | "following" | "away";
  /** Why nothing comes. */
  problem?: string;
}

/** After this time one that has lost its connection tries again, in milliseconds. */
export const COMES_BACK = 1_500;

export abstract class Follower {
  readonly letter: string;
  protected readonly lab: Lab;
  protected readonly clock: Clock;
  readonly #state = new Value<FollowerState>({ phase: "stopped" });
  readonly #listeners = new Set<(news: News) => void>();
  #run: AbortController | undefined;

  constructor(lab: Lab, letter: string, clock: Clock) {
    this.lab = lab;
    this.letter = letter;
    this.clock = clock;
  }

  get state(): Readable<FollowerState> {
    return this.#state;
  }

  /** Calls `listener` with each piece of news until the returned function is called. */
  onNews(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#run) return;
    const run = (this.#run = new AbortController());
    this.show({ phase: "opening" });
    void this.follow(run.signal).catch((error: unknown) => {
      if (run.signal.aborted) return;
      this.note("error", String(error));
      this.end(error instanceof Error ? error.message : String(error));
    });
  }

  stop(): void {
    if (this.#run) this.end();
  }

  /** For whoever keeps it: Start over, and a page that is left. */
  close(): void {
    this.stop();
  }

  /** Follows until the signal. What it throws ends it. */
  protected abstract follow(signal: AbortSignal): Promise<void>;

  /** Stops for good, until it is started again. */
  protected end(problem?: string): void {
    this.#run?.abort();
    this.#run = undefined;
    this.show({ phase: "stopped", ...(problem && { problem }) });
  }

  protected show(state: FollowerState): void {
    this.#state.set(state);
  }

  protected hear(news: News): void {
    for (const listener of [...this.#listeners]) listener(news);
  }

  protected note(kind: PageEvent["kind"], summary: string, data = {}, at?: number): void {
    this.lab.log.page({ client: this.letter, kind, summary, data: { protocol: "http", ...data } }, at);
  }

  /** Does `work` after a while, unless it is stopped meanwhile. */
  protected later(ms: number, signal: AbortSignal, work: () => void): void {
    signal.addEventListener("abort", this.clock.after(ms, work), { once: true });
  }
}
