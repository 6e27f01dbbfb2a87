/** Lesson 1: three pieces of news in a row, each less than a second old when it came, and not by luck. */
import type { News } from "../news/news.ts";
import type { Mission, Run, Verdict } from "./mission.ts";
import { type AnsweredPoll, pollsOf } from "./news.ts";

/** Milliseconds. */
const TOO_OLD = 1_000;
const IN_A_ROW = 3;

export const mission: Mission = {
  lesson: 1,
  hints: [
    "How old can a piece of news become, if it happens right after a poll?",
    "Look at the clock: a bar begins where the news happened, and ends at the poll that found it. No bar is longer than the space between two polls.",
    "News waits for the next poll, so there must be less than a second from one poll to the next, always: also when nothing is going on.",
    "Set the interval to 500 ms, start the polling, and wait for three pieces of news. Then look at what it cost.",
  ],
  check,
};

/** One answered poll, and what it shows. */
interface Seen {
  poll: AnsweredPoll;
  /** The one before; absent for the first one, which brings what was there already. */
  before?: AnsweredPoll;
  /** A piece that was too old. */
  old?: News;
  /** Milliseconds since the poll before. */
  space: number;
}

function check(run: Run): Verdict {
  const askers = [...pollsOf(run.entries).values()].map((polls) => polls.map((poll, i) => lookAt(poll, polls[i - 1])));
  const proof = askers.flatMap((seen) => rowsOf(seen, isFaulty)).find(isWhole);
  if (proof) return { done: true, proof: proof.slice(0, IN_A_ROW) };
  const steps = [
    {
      text: "three pieces of news in a row, each less than a second old when it came",
      done: askers.some((seen) => rowsOf(seen, ({ old }) => old !== undefined).some(isWhole)),
    },
    { text: "and that is no luck: there is always less than a second from poll to poll", done: false },
  ];
  if (askers.length === 0) return { done: false, reason: "Nobody has asked for news yet.", steps };
  const latest = askers.reduce((a, b) => (answerTo(a.at(-1)!.poll) > answerTo(b.at(-1)!.poll) ? a : b));
  return { done: false, ...reasonOf(latest), steps };
}

function lookAt(poll: AnsweredPoll, before: AnsweredPoll | undefined): Seen {
  if (poll.begins || !before) return { poll, space: 0 };
  const old = poll.news.find(({ age }) => age >= TOO_OLD);
  return { poll, before, space: poll.exchange.response.t - before.exchange.response.t, ...(old && { old }) };
}

/** News was too old, or might have been. */
function isFaulty({ old, space }: Seen): boolean {
  return old !== undefined || space >= TOO_OLD;
}

/** The entries that brought the pieces, in a row as long as no poll breaks it; the last row goes on. */
function rowsOf(polls: readonly Seen[], breaks: (poll: Seen) => boolean): number[][] {
  const rows: number[][] = [[]];
  for (const seen of polls) {
    const { news, exchange } = seen.poll;
    if (!seen.before || breaks(seen)) rows.push([]);
    else for (const _ of news) rows.at(-1)!.push(exchange.bodies[0]!.n);
  }
  return rows;
}

function isWhole(row: readonly number[]): boolean {
  return row.length >= IN_A_ROW;
}

function reasonOf(polls: readonly Seen[]): { reason: string; refutedBy?: number } {
  const row = rowsOf(polls, isFaulty).at(-1)!;
  if (row.length > 0) return { reason: `${row.length} of ${IN_A_ROW} in a row, each young enough.` };
  const faulty = polls.slice(polls.findLastIndex(({ before }) => !before)).findLast(isFaulty);
  if (faulty?.before) return faultOf(faulty, faulty.before);
  const who = polls[0]!.poll.exchange.request.client ?? "The client";
  return { reason: `${who} asks, and has got no news yet.` };
}

function faultOf({ poll, old, space }: Seen, before: AnsweredPoll): { reason: string; refutedBy: number } {
  const [n, since] = [answerTo(poll), answerTo(before)];
  const reason = old
    ? `News ${old.id} was ${seconds(old.age)} old when the answer n=${n} brought it: since the answer n=${since} nobody had asked.`
    : `From the answer n=${since} to n=${n} it took ${seconds(space)}. News from right after the first one would have been as old as that: if it was younger, that was luck.`;
  return { reason, refutedBy: n };
}

/** The n of the answer. */
function answerTo({ exchange }: AnsweredPoll): number {
  return exchange.response.n;
}

/** Two digits are enough, unless they would turn 1.004 s into one second. */
function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 1_100 ? 3 : 2)} s`;
}
