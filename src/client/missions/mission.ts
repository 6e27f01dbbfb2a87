/** A mission is a pure predicate over what really passed. */
import type { Entry, PageEntry } from "../../../protocol/log.ts";

/** One learner's try: everything since the lab began or was last started over. */
export interface Run {
  /** The lab's entries, in order of n. */
  entries: readonly Entry[];
  /** The page's own entries, in order of p. */
  page: readonly PageEntry[];
  /** What the learner's page put in: a typed Accept value, painted receivers … by widget. */
  answers: Readonly<Record<string, unknown>>;
}

/** `proof`: the entries that decided it (n, or `p3` for a page entry). `reason` names the entry that refutes it, where there is one. */
export type Verdict =
  | { done: true; proof: (number | string)[] }
  | { done: false; reason: string; refutedBy?: number | string; steps?: { text: string; done: boolean }[] };

export interface Mission {
  lesson: number;
  /** From a nudge to the solution. */
  hints: readonly string[];
  check(run: Run): Verdict;
}
