/** How far the lab's clock is from the page's, measured over the log stream. */
import type { Env } from "../env.ts";

/** What was measured, in milliseconds: add `offset` to `env.now()` and you have the lab's clock, give or take `error`. */
export interface Measured {
  offset: number;
  error: number;
}

const ROUNDS = 5;
const AGAIN = 20_000;

/** Of several question-and-answer rounds the quickest one counts: its true moment is known best, to within half its round trip. */
export class ClockOffset {
  readonly #env: Env;
  readonly #ask: (question: object) => Promise<{ t?: number }>;
  readonly #report: (measured: Measured) => void;
  #best = Infinity;
  #run = 0;
  #cancel = () => {};

  constructor(env: Env, ask: (question: object) => Promise<{ t?: number }>, report: (measured: Measured) => void) {
    this.#env = env;
    this.#ask = ask;
    this.#report = report;
  }

  /** @param t the lab's clock, just heard: good enough until the first round is back. */
  start(t: number): void {
    this.stop();
    this.#best = Infinity;
    this.#report({ offset: t - this.#env.now(), error: Infinity });
    void this.#measure(ROUNDS);
  }

  stop(): void {
    this.#run++;
    this.#cancel();
  }

  async #measure(rounds: number): Promise<void> {
    const run = this.#run;
    for (let round = 0; round < rounds; round++) {
      const asked = this.#env.now();
      // A question that the connection's end left without an answer: the next connection measures anew.
      const answer = await this.#ask({ clock: true }).catch(() => null);
      if (run !== this.#run || answer?.t === undefined) return;
      const heard = this.#env.now();
      if (heard - asked > this.#best) continue;
      this.#best = heard - asked;
      this.#report({ offset: answer.t - (asked + heard) / 2, error: this.#best / 2 });
    }
    this.#cancel = this.#env.after(AGAIN, () => void this.#measure(1));
  }
}
