/** Lesson 1: three pieces of news in a row, each less than a second old when it came, and not by luck. */
import { type AnsweredPoll, pollsOf } from "./news.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

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

interface Fault {
  reason: string;
  refutedBy: number;
}

/** One answered poll, and what it shows. */
interface Seen {
  /** It is the first one: what it brings was there before. */
  begins: boolean;
  /** The entry that brought it, for each piece of news. */
  pieces: number[];
  /** A piece was too old. */
  late?: Fault;
  /** So much time passed since the poll before that a piece might have been too old. */
  slow?: Fault;
}

function check(run: Run): Verdict {
  const askers = [...pollsOf(run.entries).values()];
  const seen = askers.map((polls) => polls.map((poll, i) => lookAt(poll, polls[i - 1])));
  const proof = seen.flatMap((polls) => rowsOf(polls, isFaulty)).find(isWhole);
  if (proof) return { done: true, proof: proof.slice(0, IN_A_ROW) };
  const steps = [
    {
      text: "three pieces of news in a row, each less than a second old when it came",
      done: seen.some((polls) => rowsOf(polls, ({ late }) => late !== undefined).some(isWhole)),
    },
    { text: "and that is no luck: there is always less than a second from poll to poll", done: false },
  ];
  if (askers.length === 0) return { done: false, reason: "Nobody has asked for news yet.", steps };
  const latest = askers.reduce((a, b) => (a.at(-1)!.exchange.response.n > b.at(-1)!.exchange.response.n ? a : b));
  return { done: false, ...reasonOf(latest, seen[askers.indexOf(latest)]!), steps };
}

function lookAt({ exchange, news, begins }: AnsweredPoll, before: AnsweredPoll | undefined): Seen {
  const pieces = news.map(() => exchange.bodies[0]!.n);
  if (begins || !before) return { begins: true, pieces };
  const { n, t } = exchange.response;
  const space = t - before.exchange.response.t;
  const old = news.find(({ age }) => age >= TOO_OLD);
  const since = `n=${before.exchange.response.n}`;
  return {
    begins: false,
    pieces,
    ...(old && {
      late: {
        reason: `News ${old.id} was ${seconds(old.age)} old when the answer n=${n} brought it: since the answer ${since} nobody had asked.`,
        refutedBy: n,
      },
    }),
    ...(space >= TOO_OLD && {
      slow: {
        reason: `From the answer ${since} to n=${n} it took ${seconds(space)}. News from right after the first one would have been as old as that: if it was younger, that was luck.`,
        refutedBy: n,
      },
    }),
  };
}

function isFaulty({ late, slow }: Seen): boolean {
  return late !== undefined || slow !== undefined;
}

/** The pieces that came in a row without such a poll; the last row goes on. */
function rowsOf(polls: readonly Seen[], breaks: (poll: Seen) => boolean): number[][] {
  const rows: number[][] = [[]];
  for (const poll of polls) {
    if (poll.begins || breaks(poll)) rows.push([]);
    else rows.at(-1)!.push(...poll.pieces);
  }
  return rows;
}

function isWhole(row: readonly number[]): boolean {
  return row.length >= IN_A_ROW;
}

function reasonOf(polls: readonly AnsweredPoll[], seen: readonly Seen[]): { reason: string; refutedBy?: number } {
  const row = rowsOf(seen, isFaulty).at(-1)!;
  const since = seen.slice(seen.findLastIndex(({ begins }) => begins));
  const cost = `Requests since the polling began: ${since.length}.`;
  if (row.length > 0) return { reason: `${row.length} of ${IN_A_ROW} in a row, each young enough. ${cost}` };
  const faulty = since.findLast(isFaulty);
  const who = polls[0]!.exchange.request.client ?? "The client";
  return faulty?.late ?? faulty?.slow ?? { reason: `${who} has got no news yet. ${cost}` };
}

/** Two digits are enough, unless they would turn 1.004 s into one second. */
function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 1_100 ? 3 : 2)} s`;
}
