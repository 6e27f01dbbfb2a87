/** Lesson 4: which way brings a price with the fewest bytes? */
import { size } from "../race/amounts.ts";
import { figuresOf, isPriced, type Figures } from "../race/figures.ts";
import { LANES, PRICES, type LaneId } from "../race/lanes.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

const WAYS = ["poll", "long", "sse", "socket"] as const satisfies LaneId[];
/** The dearer one of two that are alike takes at most half as much again. */
const ALIKE = 1.5;

export const bet: Bet = {
  lesson: 4,
  question: `A price changes five times a second, and a page shows the next ${PRICES}. Which way brings them with the fewest bytes on the wire, there and back?`,
  kind: "choice",
  options: [
    { id: "poll", label: "Polling: it has no connection to keep" },
    { id: "long", label: "Long polling: one request for each price, none in vain" },
    { id: "sse", label: "SSE, by far" },
    { id: "socket", label: "A WebSocket, by far" },
    { id: "alike", label: "SSE and a WebSocket are about alike, and far below the others" },
  ],
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const figures = figuresOf(run);
  if (!isPriced(figures)) return { settled: false, reason: "Run the race in the lab." };
  const answer = cheapest(figures);
  const each = WAYS.map((way) => `${LANES[way].name} ${size(figures[way].each)}`).join(", ");
  const explanation = `For each price: ${each}. ${why(figures, answer)}`;
  const shownBy = WAYS.flatMap((way) => figures[way].shown.slice(0, 1));
  return { settled: true, right: guess === answer, answer, explanation, shownBy };
}

function cheapest(figures: Figures): string {
  const [first, second] = [...WAYS].sort((a, b) => figures[a].each - figures[b].each) as [LaneId, LaneId];
  const isAlike = figures[second].each <= ALIKE * figures[first].each;
  return isAlike && [first, second].every((way) => way === "sse" || way === "socket") ? "alike" : first;
}

function why({ poll, long, sse, socket }: Figures, answer: string): string {
  if (answer !== "alike") return `So in this race the cheapest was ${LANES[answer as LaneId].name}.`;
  return `Polling sent ${poll.requests} requests and long polling ${long.requests}, each with all its headers. SSE and the WebSocket sent ${sse.requests + socket.requests} together, and then only prices came.`;
}
