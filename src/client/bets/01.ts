/** Lesson 1: how many of sixty polls bring nothing? */
import { type AnsweredPoll, pollsOf } from "../missions/news.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

const POLLS = 60;
/** They are to be asked in six seconds: a scaled minute. A slow machine may take a little longer. */
const MOST_TIME = 9_000;
/** Milliseconds between two of them, at the most. */
const MOST_SPACE = 500;
/** The count is told now and then, and not with each poll: a screen reader says what is told. */
const STEP = 20;
/** Where the minute begins between two pieces of news is chance. */
const OFF_BY = 2;

export const bet: Bet = {
  lesson: 1,
  question:
    "In one minute three things happen, and the page asks once a second: 60 polls. How many of them bring nothing? In the lab this minute is scaled to six seconds: a poll every 100 ms, news every two seconds.",
  kind: "number",
  unit: "polls",
  min: 0,
  max: POLLS,
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const askers = [...pollsOf(run.entries).values()].map(quickestOf);
  const minute = askers.find(({ length }) => length === POLLS);
  if (!minute) {
    const most = Math.max(0, ...askers.map(({ length }) => length));
    const reason = `Set the interval to 100 ms and start: the lab counts ${POLLS} polls that follow each other so quickly. So far: ${most - (most % STEP)}.`;
    return { settled: false, reason };
  }
  const found = minute.filter(({ news }) => news.length > 0);
  const answer = POLLS - found.length;
  const [first, last] = [minute[0]!, minute.at(-1)!].map(({ exchange }) => exchange.request.n);
  const right = Math.abs(Number(guess) - answer) <= OFF_BY;
  const why = right && guess !== answer ? ` Yours counts: where the minute begins is chance.` : "";
  const explanation = `From n=${first} to n=${last} there were ${POLLS} requests, and ${found.length} of the answers had news in them. ${answer} requests and ${answer} answers said nothing but: nothing new.${why}`;
  const shownBy = [first!, ...found.map(({ exchange }) => exchange.bodies[0]!.n), last!].sort((a, b) => a - b);
  return { settled: true, right, answer, explanation, shownBy };
}

/** Polls in a row that follow each other quickly: the first sixty of that kind, or as many as there are at the end. */
function quickestOf(polls: readonly AnsweredPoll[]): readonly AnsweredPoll[] {
  let row: AnsweredPoll[] = [];
  for (const poll of polls) {
    const before = row.at(-1);
    if (poll.begins) row = [];
    else if (before && timeBetween(before, poll) > MOST_SPACE) row = [poll];
    else row.push(poll);
    while (row.length > 1 && timeBetween(row[0]!, poll) > MOST_TIME) row.shift();
    if (row.length === POLLS) return row;
  }
  return row;
}

function timeBetween(a: AnsweredPoll, b: AnsweredPoll): number {
  return b.exchange.request.t - a.exchange.request.t;
}
