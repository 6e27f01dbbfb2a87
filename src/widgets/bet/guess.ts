/** A guess as it stands in the form, before and after it is stored. */
import type { Bet, Guess } from "../../client/bets/bet.ts";

/** What of a bet is shown before it is judged: it comes from the page, so that it stands there without JavaScript. */
export type Asked = { lesson: number; question: string } & (
  | { kind: "choice" | "set"; options: readonly { id: string; label: string }[] }
  | { kind: "number"; unit: string; min: number; max: number }
);

export function askedOf(bet: Bet): Asked {
  const { lesson, question } = bet;
  return bet.kind === "number"
    ? { lesson, question, kind: bet.kind, unit: bet.unit, min: bet.min, max: bet.max }
    : { lesson, question, kind: bet.kind, options: bet.options };
}

/** What is in the form: the chosen ids, or the number as it was typed. */
export interface Draft {
  chosen: readonly string[];
  typed: string;
}

/** The guess that the form holds, or why it holds none. To mark nothing is no guess: more likely something was forgotten. */
export function guessOf(asked: Asked, { chosen, typed }: Draft): { guess: Guess } | { missing: string } {
  if (asked.kind === "number") return numberOf(asked, typed);
  const ids = asked.options.map(({ id }) => id).filter((id) => chosen.includes(id));
  if (asked.kind === "set") return ids.length > 0 ? { guess: ids } : { missing: "Choose one or more." };
  return ids[0] === undefined ? { missing: "Choose one." } : { guess: ids[0] };
}

function numberOf({ min, max }: { min: number; max: number }, typed: string): { guess: Guess } | { missing: string } {
  const text = typed.trim().replace(",", ".");
  const number = Number(text);
  if (text === "" || !Number.isFinite(number)) return { missing: "Type a number." };
  return number < min || number > max ? { missing: `Type a number from ${min} to ${max}.` } : { guess: number };
}

/** The form of a guess that was stored. */
export function draftOf(guess: Guess | undefined): Draft {
  if (typeof guess === "number") return { chosen: [], typed: String(guess) };
  if (typeof guess === "string") return { chosen: [guess], typed: "" };
  return { chosen: guess ?? [], typed: "" };
}

/** Whether an option is part of a guess or of an answer. */
export function has(guess: Guess, id: string): boolean {
  return Array.isArray(guess) ? guess.includes(id) : guess === id;
}
