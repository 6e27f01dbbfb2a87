/** Lesson 4: the race is run, seven of eight cards are right at the first answer, and what was measured of each miss was looked at. */
import { firstAnswers, lanesFor, type Card, type CardAnswer } from "../race/cards.ts";
import { CARDS } from "../race/deck.ts";
import { figuresOf, isRaced, type Figures } from "../race/figures.ts";
import { MEANS } from "../race/means.ts";
import { answerOf } from "./answers.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 4,
  hints: [
    "Run the race first. For each card ask: who has something to say, how often, and how late may it be?",
    "Look at the last column of the race: what keeps something open on the server has to be worth it. And where both columns of bytes are alike, the simpler one will do.",
    "Both sides speak all the time: WebSocket. Only the server: SSE. Nobody waits for news: a request, with a cache where it hardly changes. A little late is fine: polling.",
    "Ticker: SSE. Order: a request. Game: WebSocket. Help page: a cache. Rare notice: SSE or long polling. Build: polling. Chat: WebSocket or SSE. Score: a cache or polling. Two misses? Start over, and race again.",
  ],
  check,
};

/** Of the eight. */
const ENOUGH = 7;

interface Answered {
  card: Card;
  answer: CardAnswer;
  right: boolean;
}

function check(run: Run): Verdict {
  const figures = figuresOf(run);
  const first = firstAnswers(CARDS, answerOf(run, "cards") ?? []);
  const answered = CARDS.flatMap((card): Answered[] => {
    const answer = first.get(card.id);
    return answer ? [{ card, answer, right: card.verdicts[answer.choice].fits }] : [];
  });
  const right = answered.filter((each) => each.right);
  const missed = answered.filter((each) => !each.right);
  const unopened = missed.filter(({ answer }) => !answer.opened);
  const isAnswered = answered.length === CARDS.length;
  const steps = [
    { text: "the race, from the first price to the last read", done: isRaced(figures) },
    { text: `${ENOUGH} of ${CARDS.length} cards right at the first answer`, done: right.length >= ENOUGH },
    {
      text: "what was measured of each card that you missed, looked at",
      done: isAnswered && unopened.length === 0,
    },
  ];
  if (isAnswered && steps.every(({ done }) => done)) return { done: true, proof: proofOf(figures) };
  return { done: false, ...reasonOf(figures, answered.length, missed, unopened), steps };
}

/** One entry of each lane: from them come the figures that the cards were judged by. */
function proofOf(figures: Figures): number[] {
  return Object.values(figures).flatMap(({ shown }) => shown.slice(0, 1));
}

function reasonOf(
  figures: Figures,
  count: number,
  missed: readonly Answered[],
  unopened: readonly Answered[],
): { reason: string; refutedBy?: number } {
  if (!isRaced(figures))
    return {
      reason: count > 0 ? "The log does not show the race any more. Run it again." : "No race was run to its end yet.",
    };
  const [last] = unopened.length > 0 ? unopened.slice(-1) : missed.slice(-1);
  if (last && (unopened.length > 0 || missed.length > CARDS.length - ENOUGH)) {
    const refutedBy = figures[lanesFor(last.card, last.answer.choice)[0]!].shown.at(-1);
    return {
      reason: `${about(last, figures, refutedBy)} ${wayOn(missed, unopened)}`,
      ...(refutedBy !== undefined && { refutedBy }),
    };
  }
  return {
    reason:
      count === 0
        ? "The race is run. No card is answered yet."
        : `Still to be answered: ${CARDS.length - count} of the cards.`,
  };
}

function about({ card, answer }: Answered, figures: Figures, n: number | undefined): string {
  const where = n === undefined ? "" : ` (n=${n})`;
  return `“${card.title}”: not ${inSentence(MEANS[answer.choice].label)}${where}. ${card.verdicts[answer.choice].why(figures)}`;
}

function wayOn(missed: readonly Answered[], unopened: readonly Answered[]): string {
  if (missed.length > CARDS.length - ENOUGH)
    return `That makes ${missed.length} misses, and only ${CARDS.length - ENOUGH} is allowed: Start over, and race again.`;
  return unopened.length > 0 ? "Open what was measured, on its card." : "";
}

/** `A WebSocket` → `a WebSocket`; names stay as they are. */
function inSentence(label: string): string {
  return /^[A-Z][a-z ]/.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
}
