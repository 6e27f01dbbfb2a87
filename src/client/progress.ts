/** Bets and missions of this browser's learner, lesson by lesson, and the switch for people who teach. */
import type { Guess } from "./bets/bet.ts";
import { browserEnv, type Env } from "./env.ts";
import { type Readable, Value } from "./value.ts";

const KEY = "wirelight.progress";

export interface LessonProgress {
  /** The bet as it was placed; the first one counts. */
  bet?: { guess: Guess; right?: boolean };
  /** The entries that proved the mission. */
  mission?: { proof: (number | string)[] };
  /** How many rungs of the hint ladder were used. */
  hints?: number;
}

export interface ProgressState {
  /** By the lesson's number. */
  lessons: Readonly<Record<number, LessonProgress>>;
  /** Everything is shown without betting. */
  unlocked: boolean;
}

const NOTHING: ProgressState = { lessons: {}, unlocked: false };

export class Progress implements Readable<ProgressState> {
  readonly #storage: Env["storage"];
  readonly #state: Value<ProgressState>;

  constructor(storage: Env["storage"]) {
    this.#storage = storage;
    this.#state = new Value(this.#read());
  }

  get(): ProgressState {
    return this.#state.get();
  }

  subscribe(run: (state: ProgressState) => void): () => void {
    return this.#state.subscribe(run);
  }

  of(lesson: number): LessonProgress {
    return this.get().lessons[lesson] ?? {};
  }

  /** The learner may see what the lesson's bet is about: it is placed, or the teacher's switch is on. */
  mayReveal(lesson: number): boolean {
    return this.get().unlocked || this.of(lesson).bet !== undefined;
  }

  /** Stores a bet. A bet that is placed stays: to change it after the reveal would make it worthless. */
  placeBet(lesson: number, guess: Guess): void {
    if (!this.of(lesson).bet) this.#put(lesson, { bet: { guess } });
  }

  settleBet(lesson: number, right: boolean): void {
    const { bet } = this.of(lesson);
    if (bet && bet.right === undefined) this.#put(lesson, { bet: { ...bet, right } });
  }

  completeMission(lesson: number, proof: (number | string)[]): void {
    if (!this.of(lesson).mission) this.#put(lesson, { mission: { proof } });
  }

  showHint(lesson: number, rung: number): void {
    if (rung > (this.of(lesson).hints ?? 0)) this.#put(lesson, { hints: rung });
  }

  unlock(unlocked: boolean): void {
    this.#write({ ...this.get(), unlocked });
  }

  /** Forgets one lesson, or everything. */
  forget(lesson?: number): void {
    if (lesson === undefined) return this.#write(NOTHING);
    const lessons = { ...this.get().lessons };
    delete lessons[lesson];
    this.#write({ ...this.get(), lessons });
  }

  /** Another tab has changed it. */
  reload(): void {
    this.#state.set(this.#read());
  }

  #put(lesson: number, change: LessonProgress): void {
    const { lessons, unlocked } = this.get();
    this.#write({ unlocked, lessons: { ...lessons, [lesson]: { ...lessons[lesson], ...change } } });
  }

  #write(state: ProgressState): void {
    try {
      this.#storage?.setItem(KEY, JSON.stringify(state));
    } catch {
      // Storage is full or forbidden: it then lasts as long as the page.
    }
    this.#state.set(state);
  }

  /** What another version of this page left there is as good as nothing. */
  #read(): ProgressState {
    try {
      const kept = JSON.parse(this.#storage?.getItem(KEY) ?? "null") as Partial<ProgressState> | null;
      const { lessons, unlocked } = kept ?? {};
      return typeof lessons === "object" && lessons !== null ? { lessons, unlocked: unlocked === true } : NOTHING;
    } catch {
      return NOTHING;
    }
  }
}

let progress: Progress | undefined;

/** This browser's progress; all widgets and the navigation share it, tabs too. */
export function progressOf(page: { addEventListener(type: "storage", heed: () => void): void } = window): Progress {
  if (!progress) {
    const here = (progress = new Progress(browserEnv().storage));
    page.addEventListener("storage", () => here.reload());
  }
  return progress;
}
