/** A run recorded earlier, for the page without JavaScript, for paper, and before the learner begins. */
import type { StepRecord } from "./ledger.ts";
import recorded from "./recorded.json" with { type: "json" };

export const RECORDED_MESSAGE = "hello";
export const RECORDED = recorded as StepRecord[];
