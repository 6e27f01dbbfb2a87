/** Makes lines ready to be searched while there is nothing else to do: the first search is then as fast as the next. */
import { searchOf } from "./filter.ts";
import type { Line } from "./line.ts";
import type { Queue } from "./queue.ts";

/** Runs `work` when the page has nothing else to do; `isOver` says that it has again. */
export type Idle = (work: (isOver: () => boolean) => void) => void;

export class Preparation {
  readonly #lines: Queue<Line>;
  readonly #idle: Idle;
  /** Number of the first line that is not ready. */
  #next = 0;
  #asked = false;

  constructor(lines: Queue<Line>, idle: Idle) {
    this.#lines = lines;
    this.#idle = idle;
  }

  /** To be called when lines have come. */
  goOn(): void {
    if (this.#asked || this.#next >= this.#lines.end) return;
    this.#asked = true;
    this.#idle((isOver) => {
      this.#asked = false;
      this.#next = Math.max(this.#next, this.#lines.first);
      for (let done = 0; this.#next < this.#lines.end; this.#next++) {
        // Asking costs more than a line does.
        if ((++done & 31) === 0 && isOver()) break;
        searchOf(this.#lines.at(this.#next)!);
      }
      this.goOn();
    });
  }
}
