/** A bet: what the learner expects, stored before it is shown, judged by what really passed. */
import type { Run } from "../missions/mission.ts";

export interface BetOption {
  /** What is stored, e.g. `either`. */
  id: string;
  label: string;
}

/** One option's id, a number, or the ids of a set. */
export type Guess = string | number | readonly string[];

/**
 * open: the run does not show it yet; `reason` says what to do. Else what was true, why, and the entries that show it
 * (n, or `p3` for one of the page's own).
 */
export type BetVerdict =
  | { settled: false; reason: string }
  | { settled: true; right: boolean; answer: Guess; explanation: string; shownBy: (number | string)[] };

interface Asked {
  lesson: number;
  question: string;
  judge(run: Run, guess: Guess): BetVerdict;
}

export type Bet = Asked &
  (
    | { kind: "choice" | "set"; options: readonly BetOption[] }
    | { kind: "number"; unit: string; min: number; max: number }
  );
