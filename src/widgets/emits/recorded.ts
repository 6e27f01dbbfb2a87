/** What each row gave when it was recorded: for the page without JavaScript, for paper, and before a row is run. */
import type { Outcome } from "../../../examples/13-every-emit/outcome.ts";
import recorded from "./recorded.json" with { type: "json" };

const outcomes = recorded as unknown as Record<string, Outcome>;

export function recordedOutcome(id: string): Outcome {
  const outcome = outcomes[id];
  if (!outcome) throw new Error(`the row ${id} was not recorded: run the tests of src/widgets/emits with -u`);
  return outcome;
}
