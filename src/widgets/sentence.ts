/** An error in a sentence for the learner: what happened and, where the host knows it, what to do. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "hint" in error && typeof error.hint === "string" ? `${error.message} ${error.hint}` : error.message;
}
