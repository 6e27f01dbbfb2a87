/** What widgets put into `answers` of a session, for missions to read. Each keeps its own name. */
import type { Whole } from "../payloads/load.ts";
import type { Transport } from "../payloads/sizes.ts";
import type { CardAnswer } from "../race/cards.ts";
import type { RaceRun } from "../race/lanes.ts";
import type { PaintedRun } from "../receivers.ts";
import type { Run } from "./mission.ts";

/** The handshake widget: the Accept value that the learner typed for this key, before it was shown. */
export interface TypedAccept {
  key: string;
  accept: string;
}

interface Answers {
  accept: TypedAccept;
  /** Lesson 4: the cards of scenarios, in the order in which they were answered. */
  cards: readonly CardAnswer[];
  /** Lesson 4: oldest first. */
  race: readonly RaceRun[];
  /** Lesson 15: the n after which the sends over a transport are counted, where it is not the beginning. */
  counts: Readonly<Partial<Record<Transport, number>>>;
  /** Lesson 15: what the page carries in pieces. */
  carried: Whole;
  /** Oldest first. */
  who: readonly PaintedRun[];
  /** The goodbye widget: how each client's connection was ended, in words, by the client's name. */
  goodbyes: Readonly<Record<string, string>>;
}

/** A widget's answer, or undefined where it has put in none. */
export function answerOf<W extends keyof Answers>(run: Run, widget: W): Answers[W] | undefined {
  return run.answers[widget] as Answers[W] | undefined;
}
