/** Lesson 15: what arrives of a Map? */
import type { PageEntry } from "../../../protocol/log.ts";
import { askedOf } from "../missions/acks.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 15,
  question: 'The page emits `new Map([["a", 1]])`. What does the server’s handler get?',
  kind: "choice",
  options: [
    { id: "map", label: "A Map with one entry" },
    { id: "pairs", label: 'A list of pairs: `[["a", 1]]`' },
    { id: "object", label: 'An object: `{ "a": 1 }`' },
    { id: "empty", label: "An empty object: `{}`" },
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
  const passed = askedOf(run.entries).filter(({ event }) => event.data.name === "mirror");
  const map = callsIn(run).findIndex(({ summary }) => summary.includes("new Map([["));
  const call = callsIn(run)[map];
  const event = passed[map]?.event;
  if (!call || !event || !isEmpty(event.data.args)) return { settled: false, reason: "Send a Map with the mirror." };
  const seen = `The page emitted a Map (p${call.p}), and what passed was an empty object (n=${event.n}).`;
  const why = MISSES[String(guess)];
  const explanation = `${seen} ${why ?? "Nothing throws, and nobody is told."}`;
  return { settled: true, right: guess === "empty", answer: "empty", explanation, shownBy: [`p${call.p}`, event.n] };
}

/**
 * The page's calls that were sent, in order, and so in the order in which they passed: on the wire there is no Map to be
 * recognized. The log is late, so what the page had seen of it by then does not tell which is which.
 */
function callsIn({ page }: Run): PageEntry[] {
  return page.filter(({ kind, data }, i) => {
    const next = page[i + 1];
    const threw = next?.kind === "error" && String(next.data["message"]).includes("BigInt");
    return kind === "emit" && data["name"] === "mirror" && !threw;
  });
}

function isEmpty([value]: readonly unknown[]): boolean {
  return JSON.stringify(value) === "{}";
}
