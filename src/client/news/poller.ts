/** Asks for news by plain HTTP requests, one after the other: at times of its own, or as soon as it was answered. */
import type { Lab } from "../clients/client.ts";
import type { LabAddress } from "../host/host.ts";
import { type Clock, Follower } from "./follower.ts";
import { type News, newsIn } from "./news.ts";

export interface Poll {
  /** Milliseconds of the page's clock. */
  asked: number;
  answered: number;
  news: readonly News[];
  /** The first one that was answered since the start: what it brings may have been there for long. */
  first: boolean;
  /** Why there is no answer, or none with news in it. */
  failed?: string;
}

export interface PollerOptions {
  /** Milliseconds from one question to the next; 0: again as soon as the answer is there. */
  every?: number;
  /** After so many milliseconds it stops by itself. */
  longest?: number;
}

/** Milliseconds until it asks again: after a failure, and after an answer that brought nothing. */
const LEAST = { failed: 1_000, empty: 100 };

export class Poller extends Follower {
  readonly #listeners = new Set<(poll: Poll) => void>();
  readonly #longest: number;
  #every: number;
  #wake = () => {};

  constructor(lab: Lab, letter: string, clock: Clock, { every = 0, longest = Infinity }: PollerOptions = {}) {
    super(lab, letter, clock);
    this.#every = every;
    this.#longest = longest;
  }

  /** Holds from now on, also for the question that is waited for. */
  set every(ms: number) {
    this.#every = ms;
    this.#wake();
  }

  /** Calls `listener` with each poll that is over until the returned function is called. */
  onPoll(listener: (poll: Poll) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected override async follow(signal: AbortSignal): Promise<void> {
    const often = this.#every > 0 ? `every ${this.#every} ms` : "again after each answer";
    this.note("note", `fetch("…/${this.#path()}"), ${often}`);
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    // Once: who was refused a lab does not ask for one again and again.
    const address = await this.lab.open();
    let last: number | undefined;
    let first = true;
    const began = this.clock.now();
    while (!signal.aborted) {
      const asked = this.clock.now();
      const { news = [], failed } = await this.#ask(address, this.#path(last), signal);
      if (signal.aborted) return;
      const poll = { asked, answered: this.clock.now(), news, first, ...(failed && { failed }) };
      first &&= failed !== undefined;
      last = news.at(-1)?.id ?? last;
      this.#tell(poll);
      if (poll.answered - began > this.#longest)
        return this.end("It has asked for long enough, and stopped by itself.");
      const least = failed ? LEAST.failed : news.length > 0 ? 0 : LEAST.empty;
      await this.#wait(() => asked + Math.max(this.#every, least), signal);
    }
  }

  #path(last?: number): string {
    return `news?client=${this.letter}${last === undefined ? "" : `&after=${last}`}`;
  }

  async #ask(address: LabAddress, path: string, signal: AbortSignal): Promise<{ news?: News[]; failed?: string }> {
    try {
      const response = await this.lab.host.request(address, path, { signal });
      if (!response.ok) return { failed: `The answer was ${response.status}.` };
      return { news: newsIn(await response.text()) };
    } catch (error) {
      return { failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  #tell(poll: Poll): void {
    if (poll.failed) {
      this.note("error", poll.failed);
      this.show({ phase: "away", problem: poll.failed });
    } else if (this.state.get().phase !== "following") this.show({ phase: "following" });
    for (const listener of [...this.#listeners]) listener(poll);
    for (const news of poll.news) {
      this.note("event", `news ${news.id}: ${news.text}`, { event: "news", args: [news] });
      this.hear(news);
    }
  }

  /** @param due asked anew when something has changed */
  async #wait(due: () => number, signal: AbortSignal): Promise<void> {
    for (let left = due() - this.clock.now(); left > 0 && !signal.aborted; left = due() - this.clock.now())
      await new Promise<void>((resolve) => {
        const cancel = this.clock.after(left, resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
  }
}
