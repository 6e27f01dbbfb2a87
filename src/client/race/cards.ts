/** The cards of lesson 4: a need each, the simplest means that fit it, and what the race measured for and against. */
import type { Figures } from "./figures.ts";
import type { LaneId } from "./lanes.ts";
import { MEANS, type Means } from "./means.ts";

export interface Card {
  id: string;
  title: string;
  need: string;
  verdicts: Readonly<Record<Means, Verdict>>;
}

/** Why a means fits, or does not: by the figures of the race. */
export interface Verdict {
  fits: boolean;
  why(figures: Figures): string;
  /** Where it shows, if not in the lane of its means. */
  lane?: LaneId;
}

/** What the page keeps of each answer, as a list under `cards`. Only the first one to a card counts. */
export interface CardAnswer {
  card: string;
  choice: Means;
  /** What was measured has been looked at. */
  opened: boolean;
}

export function meansThatFit({ verdicts }: Card): Means[] {
  return (Object.keys(MEANS) as Means[]).filter((means) => verdicts[means].fits);
}

/** The lanes that show what a verdict says: that of the choice; where it does not fit, also one of what does. */
export function lanesFor(card: Card, choice: Means): LaneId[] {
  const means = card.verdicts[choice].fits ? [choice] : [choice, ...meansThatFit(card).slice(0, 1)];
  return [...new Set(means.map((each) => card.verdicts[each].lane ?? MEANS[each].lane))];
}

/** The first answer to each card, by the card's id. What is no answer to any of them is left out. */
export function firstAnswers(cards: readonly Card[], answers: readonly CardAnswer[]): Map<string, CardAnswer> {
  const first = new Map<string, CardAnswer>();
  for (const { id } of cards) {
    const answer = answers.find(({ card }) => card === id);
    if (answer && answer.choice in MEANS) first.set(id, answer);
  }
  return first;
}
