/** Lesson 13: who gets what A's handler sends to two rooms, one of which A is in? */
import { answerOf } from "../missions/answers.ts";
import type { Run } from "../missions/mission.ts";
import { isFenced, receiversOf } from "../receivers.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

const CALL = 'io.to(["r1", "r2"]).emit("hello")';
const CLIENTS = ["A", "B", "C", "D"];
const NAMES = new Intl.ListFormat("en-GB");

export const bet: Bet = {
  lesson: 13,
  question: `A and B are in room r1, B and C in r2, D in none. In A’s handler the server calls \`${CALL}\`. Who gets \`hello\`?`,
  kind: "set",
  options: CLIENTS.map((id) => ({ id, label: id })),
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const painted = answerOf(run, "who")?.find(
    ({ asked, fences }) => isCall(run, asked) && isFenced(run.entries, fences),
  );
  if (!painted) return { settled: false, reason: `In the lab choose \`${CALL}\`, and run it.` };
  const receivers = receiversOf(run.entries, painted.asked);
  const answer = CLIENTS.filter((client) => receivers.has(client));
  const picked: readonly unknown[] = Array.isArray(guess) ? guess : [];
  const wrong = CLIENTS.filter((client) => picked.includes(client) !== receivers.has(client));
  const packets = answer.flatMap((client) => receivers.get(client)!);
  const sentences = wrong.map((client) => explain(client, receivers.get(client)?.[0], painted.asked));
  const sum = `The packet${packets.length === 1 ? "" : "s"} went to ${NAMES.format(answer) || "nobody"} (${packets.map((n) => `n=${n}`).join(", ") || `caused by n=${painted.asked}`}).`;
  const explanation = [...sentences, sum].join(" ");
  return { settled: true, right: wrong.length === 0, answer, explanation, shownBy: [painted.asked, ...packets] };
}

/** Whether the event n asked the program for this very call, by its name or as data. */
function isCall({ entries }: Run, n: number): boolean {
  const entry = entries.find((each) => each.n === n);
  if (entry?.layer !== "socket.io" || entry.kind !== "event") return false;
  const { name, args } = entry.data;
  return name === "tell_rooms" || (name === "tell" && JSON.stringify(args[0]) === '{"on":"io","to":["r1","r2"]}');
}

function explain(client: string, packet: number | undefined, asked: number): string {
  if (packet === undefined) return `Nothing that n=${asked} led to went to ${client}: it is in neither room.`;
  const why: Record<string, string> = {
    A: "it is in r1, and what begins with io leaves out nobody",
    B: "it is in both rooms, and gets one packet",
    C: "it is in r2",
  };
  return `${client} got it (n=${packet}): ${why[client] ?? "it is in one of the rooms"}.`;
}
