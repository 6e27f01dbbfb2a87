/** Lesson 1: how many of sixty polls bring nothing? */
import { type AnsweredPoll, pollsOf } from "../missions/news.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

const POLLS = 60;
/** So many are to be asked in six seconds: a scaled minute. A slow machine may take a little longer. */
const MOST_TIME = 9_000;
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
  const askers = [...pollsOf(run.entries).values()].map((polls) => polls.filter(({ begins }) => !begins));
  const minute = askers.map(minuteIn).find((polls) => polls !== undefined);
  if (!minute) {
    const most = Math.max(0, ...askers.map(({ length }) => Math.min(length, POLLS - 1)));
    const reason = `Set the interval to 100 ms and start: the lab counts ${POLLS} polls that follow each other so quickly. So far: ${most - (most % STEP)}.`;
    return { settled: false, reason };
  }
  const found = minute.filter(({ news }) => news.length > 0);
  const answer = POLLS - found.length;
  const [first, last] = [minute[0]!, minute.at(-1)!].map(({ exchange }) => exchange.request.n);
  const right = Math.abs(Number(guess) - answer) <= OFF_BY;
  const why = right && guess !== answer ? ` Yours counts: where the minute begins is chance.` : "";
  const explanation = `From n=${first} to n=${last} there were ${POLLS} requests, and ${found.length} of the answers had news in them. ${answer} requests and ${answer} answers said nothing but: nothing new.${why}`;
  const shownBy = [first!, ...found.map(({ exchange }) => exchange.response.n), last!];
  return { settled: true, right, answer, explanation, shownBy };
}

/** Sixty in a row, close enough to each other. */
function minuteIn(polls: readonly AnsweredPoll[]): readonly AnsweredPoll[] | undefined {
  for (let i = 0; i + POLLS <= polls.length; i++) {
    const [from, to] = [polls[i]!, polls[i + POLLS - 1]!];
    if (to.exchange.request.t - from.exchange.request.t <= MOST_TIME) return polls.slice(i, i + POLLS);
  }
  return undefined;
}
