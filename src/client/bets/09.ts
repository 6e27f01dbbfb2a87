/** Lesson 9: nobody sends pings, and a client's line goes dead. When does the server notice? */
import type { Entry } from "../../../protocol/log.ts";
import { heartbeatsIn, NO_HEARTBEAT } from "../heartbeats.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

/** Milliseconds of silence that are enough to see it. */
const ENOUGH = 5_000;

const WRONG: Readonly<Record<string, string>> = {
  once: "TCP is told of nothing: what breaks a line sends neither FIN nor RST.",
  seconds: "TCP misses an answer only to what it has sent, and nobody had sent anything.",
};

export const bet: Bet = {
  lesson: 9,
  question:
    "There is no heartbeat, and nobody says anything. Then a client's line is pulled out. When does the server notice that this client is gone?",
  kind: "choice",
  options: [
    { id: "once", label: "At once: the connection breaks" },
    { id: "seconds", label: "After a few seconds, when TCP hears nothing from the other side" },
    { id: "never", label: "Not at all, as long as nobody sends anything" },
  ],
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const { dials, pulses } = heartbeatsIn(run.entries);
  if (dials.pingInterval < NO_HEARTBEAT)
    return {
      settled: false,
      reason: "Choose no heartbeat in the lab, and set it. Then connect A, and freeze its line.",
    };
  const frozen = pulses.find(({ frozen }) => frozen);
  if (!frozen) return { settled: false, reason: "Connect A, and freeze its line." };
  const since = frozen.frozen!;
  const asked = answersOf(run.entries).find(
    ({ t, present }) => t - since.t >= ENOUGH && present.some(({ client }) => client === frozen.client),
  );
  if (!asked)
    return {
      settled: false,
      reason: `${frozen.client}’s line is frozen (n=${since.n}). Give it ${ENOUGH / 1_000} seconds, and ask the server who is there.`,
    };
  const seconds = ((asked.t - since.t) / 1_000).toFixed(1);
  const right = guess === "never";
  const explanation = `The line was frozen by n=${since.n}. ${seconds} seconds later the server still counted ${frozen.client} in (n=${asked.n}), and it would go on to.`;
  return {
    settled: true,
    right,
    answer: "never",
    explanation: [WRONG[String(guess)], explanation].filter(Boolean).join(" "),
    shownBy: [since.n, asked.n],
  };
}

interface Answer {
  n: number;
  t: number;
  present: { client?: unknown }[];
}

/** What the server answered when it was asked who is there. */
function answersOf(entries: readonly Entry[]): Answer[] {
  const asked = new Set<string>();
  return entries.flatMap((entry) => {
    if (entry.layer !== "http") return [];
    const { n, t, conn, from } = entry;
    if (entry.kind === "request" && /\/present(\?|$)/.test(entry.data.target)) asked.add(conn);
    else if (entry.kind === "request") asked.delete(conn);
    if (entry.kind !== "body" || from !== "server" || !asked.has(conn)) return [];
    const present = read(entry.bytes);
    return present ? [{ n, t, present }] : [];
  });
}

/** A body that came in pieces, or is something else, is no answer. */
function read(bytes: Uint8Array): { client?: unknown }[] | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : undefined;
  } catch {
    return undefined;
  }
}
