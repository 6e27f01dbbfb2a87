/** Lesson 15: what arrives of a Map? */
import { askedOf } from "../missions/acks.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 15,
  question: 'The page emits new Map([["a", 1]]). What does the server’s handler get?',
  kind: "choice",
  options: [
    { id: "map", label: "A Map with one entry" },
    { id: "pairs", label: 'A list of pairs: [["a", 1]]' },
    { id: "object", label: 'An object: { "a": 1 }' },
    { id: "empty", label: "An empty object: {}" },
    { id: "throws", label: "Nothing: emit throws" },
  ],
  judge,
};

/** Why it was not what they thought. */
const MISSES: Readonly<Record<string, string>> = {
  map: "JSON has no Map, and the packet is JSON.",
  pairs: "A list of pairs would have kept it all, but nobody made one: JSON does not look into a Map.",
  object: "JSON writes the properties of an object. The entries of a Map are none.",
  throws: "JSON throws at a BigInt. At a Map it does not: it writes what it sees.",
};

function judge(run: Run, guess: Guess): BetVerdict {
  for (const call of run.page) {
    // The page's own entry has the call as it was written; on the wire there is no Map to be recognized.
    if (call.kind !== "emit" || call.data["name"] !== "mirror" || !call.summary.includes("new Map([[")) continue;
    const asked = askedOf(run.entries).find(
      ({ event }) =>
        event.client === call.client &&
        event.data.name === "mirror" &&
        event.n > call.after &&
        isEmpty(event.data.args),
    );
    if (!asked) continue;
    const { n } = asked.event;
    const seen = `The page emitted a Map (p${call.p}), and what passed was an empty object (n=${n}).`;
    const why = MISSES[String(guess)];
    const explanation = `${seen} ${why ?? "Nothing throws, and nobody is told."}`;
    return { settled: true, right: guess === "empty", answer: "empty", explanation, shownBy: [`p${call.p}`, n] };
  }
  return { settled: false, reason: "Send a Map with the mirror." };
}

function isEmpty([value]: readonly unknown[]): boolean {
  return JSON.stringify(value) === "{}";
}
