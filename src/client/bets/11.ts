/** Lesson 11: how much HTTP there is before the WebSocket. */
import { ladderOf, moveOf, upgradeOf } from "../ladder.ts";
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
  const climb = ladderOf(entries).climbs.find((climb) => climb.began === "polling" && moveOf(climb).probe);
  if (!climb) return { settled: false, reason: "Connect A, with its default transports, while Upgrade passes." };
  // What was sent before the 101 may come after it, on another connection: by the probe, which the 101 led to, it is there.
  const probe = moveOf(climb).probe!.entry;
  const before = climb.trips.filter(({ request }) => request.n < probe.n);
  const end = upgradeOf(climb)!.response!;
  const answer = before.length > 2 ? "more" : before.length === 2 ? "two" : "one";
  const explanation = `${before.length} requests had come when the page spoke over the WebSocket for the first time (n=${probe.n}), right after the 101 (n=${end.n}). The session was open and in use by then: the WebSocket is tried beside it, and the page has waited for none of this.`;
  const shownBy = [...before.map(({ request }) => request.n), end.n].sort((one, other) => one - other);
  return { settled: true, right: guess === answer, answer, explanation, shownBy };
}
