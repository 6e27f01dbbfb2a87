/** The news that the programs of lessons 1 and 2 have, as it comes over the wire. */
export interface News {
  /** From 1, without gaps. */
  id: number;
  text: string;
  /** How old it was when the server wrote it into its answer, in milliseconds by the server's clock. */
  age: number;
}

/** An age or another time in whole milliseconds, as a reader wants it: `23 ms`, `1.88 s`. */
export function ageText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** What a message, or the body of an answer, brings. A server may send anything: what is no news is left out. */
export function newsIn(text: string): News[] {
  const value = parsed(text);
  const pieces = isObject(value) && Array.isArray(value["news"]) ? value["news"] : [value];
  return pieces.filter(isNews);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isNews(value: unknown): value is News {
  return (
    isObject(value) &&
    Number.isSafeInteger(value["id"]) &&
    typeof value["text"] === "string" &&
    Number.isFinite(value["age"])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
