/** Plays the comparison: one step at a time or all of them, each shown row by row, until it is started over. */
import { type Readable, Value } from "../../client/value.ts";
import { sentenceOf } from "../sentence.ts";
import type { StepRecord } from "./ledger.ts";
import { STEPS, stepsFor, type Step, type StepId } from "./steps.ts";

/** What is to be seen. */
export interface Scene {
  /** Of this run. */
  message: string;
  polling: boolean;
  /** The steps of this run, as they were played. */
  played: readonly StepRecord[];
  current: StepId;
  /** Rows of the current step that are there to see. */
  shown: number;
  /** Milliseconds that a packet takes across the picture; 0: nothing travels. */
  flight: number;
  busy: boolean;
  /** Why it did not go on. */
  problem: string | null;
}

/** The connections of one run. */
export interface Line {
  /** @throws Error with a sentence for the learner */
  play(step: Step, message: string): Promise<StepRecord>;
  close(): void;
}

export interface Stagehand {
  /** @throws Error with a sentence for the learner */
  open(polling: boolean): Promise<Line>;
  /** Resolves after that many milliseconds. */
  pause(ms: number): Promise<void>;
  /** The learner wants nothing to move. */
  still(): boolean;
}

/** Milliseconds for one row, slow enough to follow; and between two steps when all are played. */
const ROW = 450;
const PAUSE = 800;
/** A packet arrives before the next row comes. */
const FLIGHT = ROW - 80;

/** The message is what tells most at a glance: it is what stands there at rest. */
const REST = { played: [], current: "message", shown: Infinity, flight: 0, busy: false, problem: null } as const;

export class Player {
  readonly #stagehand: Stagehand;
  readonly #scene: Value<Scene>;
  #line: Line | null = null;
  /** Which run it is: what belongs to an earlier one changes nothing any more. */
  #run = 0;

  constructor(message: string, stagehand: Stagehand) {
    this.#stagehand = stagehand;
    this.#scene = new Value<Scene>({ ...REST, message, polling: false });
  }

  get scene(): Readable<Scene> {
    return this.#scene;
  }

  /** Plays the next step, or all that are left. After the last one a new run begins. */
  async play(message: string, polling: boolean, all: boolean): Promise<void> {
    const { busy, played } = this.#scene.get();
    if (busy) return;
    if (!this.#line || played.length === STEPS.length) this.#begin(message, polling);
    const run = this.#run;
    this.#set(run, { busy: true, problem: null });
    try {
      await this.#step(run);
      while (all && this.#isOn(run)) {
        await this.#stagehand.pause(PAUSE);
        await this.#step(run);
      }
    } catch (error) {
      this.#set(run, { problem: sentenceOf(error), shown: Infinity, flight: 0 });
      if (run === this.#run) this.#end();
    }
    this.#set(run, { busy: false });
  }

  /** Ends the run: the recorded one is shown again. */
  startOver(): void {
    this.#end();
    this.#run++;
    this.#scene.set({ ...this.#scene.get(), ...REST });
  }

  turnTo(current: StepId): void {
    if (!this.#scene.get().busy) this.#set(this.#run, { current });
  }

  #begin(message: string, polling: boolean): void {
    this.startOver();
    this.#scene.set({ ...this.#scene.get(), message, polling });
  }

  #end(): void {
    this.#line?.close();
    this.#line = null;
  }

  #isOn(run: number): boolean {
    return run === this.#run && this.#scene.get().played.length < STEPS.length;
  }

  async #step(run: number): Promise<void> {
    if (!this.#isOn(run)) return;
    const { message, polling, played } = this.#scene.get();
    const step = stepsFor(message, polling)[played.length]!;
    this.#set(run, { current: step.id, shown: 0 });
    const line = this.#line ?? (await this.#stagehand.open(polling));
    if (run !== this.#run) return line.close();
    this.#line = line;
    const record = await line.play(step, message);
    this.#set(run, { played: [...played, record] });
    if (!this.#stagehand.still())
      for (let shown = 1; shown <= record.rows.length && run === this.#run; shown++) {
        this.#set(run, { shown, flight: FLIGHT });
        await this.#stagehand.pause(ROW);
      }
    this.#set(run, { shown: Infinity, flight: 0 });
  }

  #set(run: number, change: Partial<Scene>): void {
    if (run === this.#run) this.#scene.set({ ...this.#scene.get(), ...change });
  }
}
