/** Lesson 7: what does send() do before the connection is open? */
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

/** What each of the others would have needed. */
const MEANINGS: Readonly<Record<string, string>> = {
  waits: "Socket.IO's client keeps what it is given until it is connected. The browser's WebSocket does not.",
  lost: "Without a word it loses what comes too late, in CLOSING and CLOSED.",
  false: "send() returns nothing, however it goes.",
};

export const bet: Bet = {
  lesson: 7,
  question: 'A page calls `send("now")` right after `new WebSocket()`, while `readyState` is CONNECTING. What happens?',
  kind: "choice",
  options: [
    { id: "waits", label: "It waits, and goes out when the connection is open" },
    { id: "throws", label: "`send()` throws an exception" },
    { id: "false", label: "`send()` returns `false`" },
    { id: "lost", label: "Nothing, and the message is lost" },
  ],
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const thrown = run.page.find(
    ({ kind, data }) => kind === "error" && data["call"] === "send" && data["name"] === "InvalidStateError",
  );
  if (!thrown)
    return { settled: false, reason: "Set Slow 101 in the lab, connect, and send before the connection is open." };
  const { p, data } = thrown;
  const right = guess === "throws";
  const why = right ? "" : ` ${MEANINGS[String(guess)] ?? ""}`.trimEnd();
  const explanation = `send() threw an InvalidStateError (p${p}): “${String(data["message"])}” Nothing went over the wire.${why}`;
  return { settled: true, right, answer: "throws", explanation, shownBy: [`p${p}`] };
}
