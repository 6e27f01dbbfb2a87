/** Lesson 12: does what a handler returns reach the caller? */
import { askedOf } from "../missions/acks.ts";
import { givenUpOf } from "../missions/given-up.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 12,
  question: "A handler on the server does nothing but `return 42`. Does the caller, who waits for an answer, get it?",
  kind: "choice",
  options: [
    { id: "both", label: "Yes, in JavaScript and in Flask" },
    { id: "js", label: "In JavaScript, but not in Flask" },
    { id: "flask", label: "In Flask, but not in JavaScript" },
    { id: "neither", label: "No, in neither" },
  ],
  judge,
};

const IN_FLASK =
  "In Flask-SocketIO what a handler returns is the acknowledgement: the twin of this program answers 42.";

function judge(run: Run, guess: Guess): BetVerdict {
  const lost = givenUpOf(run).find(({ asked }) => asked?.event.data.name === "answer" && !asked.ack);
  if (!lost?.asked) {
    const isAsked = askedOf(run.entries).some(({ event }) => event.data.name === "answer");
    const reason = isAsked
      ? "The question was asked. Wait for the time-out."
      : "Emit “answer” with a time-out, and wait.";
    return { settled: false, reason };
  }
  const { n, data } = lost.asked.event;
  const { p } = lost.error;
  const inJs = `The handler was called and returned 42, and no packet 43 with the number ${data.id} came back for n=${n}: the caller waited in vain (p${p}).`;
  const explanations: Record<string, string> = {
    both: `Not in JavaScript. ${inJs} Socket.IO never looks at what a handler returns. ${IN_FLASK}`,
    js: `The other way round. ${inJs} ${IN_FLASK}`,
    flask: `${inJs} ${IN_FLASK}`,
    neither: `In JavaScript, no. ${inJs} But ${IN_FLASK.charAt(0).toLowerCase()}${IN_FLASK.slice(1)}`,
  };
  const explanation = explanations[String(guess)] ?? inJs;
  return { settled: true, right: guess === "flask", answer: "flask", explanation, shownBy: [n, `p${p}`] };
}
