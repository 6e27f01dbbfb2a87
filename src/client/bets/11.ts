/** Lesson 11: how much HTTP there is before the WebSocket. */
import { ladderOf, upgradeOf, type Climb } from "../ladder.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 11,
  question:
    "A page calls `io()`, with nothing but the defaults. How many HTTP requests has it sent by the time that the server answers 101?",
  kind: "choice",
  options: [
    { id: "one", label: "One: the handshake of the WebSocket" },
    { id: "two", label: "Two: one that asks what the server offers, then the handshake" },
    { id: "more", label: "Three or more" },
  ],
  judge,
};

function judge({ entries }: Run, guess: Guess): BetVerdict {
  const climb = ladderOf(entries).climbs.find((climb) => climb.began === "polling" && switched(climb));
  if (!climb) return { settled: false, reason: "Connect A, with its default transports, while Upgrade passes." };
  const end = switched(climb)!;
  const before = climb.trips.filter(({ request }) => request.n < end.n);
  const answer = before.length > 2 ? "more" : before.length === 2 ? "two" : "one";
  const explanation = `${before.length} requests stand before the 101 (n=${end.n}). The session was open and in use by then: the WebSocket is tried beside it, and the page has waited for none of this.`;
  const shownBy = [...before.map(({ request }) => request.n), end.n];
  return { settled: true, right: guess === answer, answer, explanation, shownBy };
}

function switched(climb: Climb) {
  const response = upgradeOf(climb)?.response;
  return response?.data.status === 101 ? response : undefined;
}
