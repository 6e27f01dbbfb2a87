/** Lesson 8: which close code does a page see when the cable is cut? */
import { closeFrameOf, goodbyesOf, toldPage } from "../goodbyes.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 8,
  question: "A WebSocket is open, and the cable is cut. Which close code is the page told?",
  kind: "choice",
  options: [
    { id: "1000", label: "1000: closed, as always" },
    { id: "1001", label: "1001: the other side is going away" },
    { id: "1005", label: "1005: closed without a code" },
    { id: "1006", label: "1006: closed without a close frame" },
    { id: "none", label: "None: nobody is left to tell it one" },
  ],
  judge,
};

/** Why it was not what they thought. */
const MISSES: Readonly<Record<string, string>> = {
  "1000": "1000 has to be sent, in a close frame; there was no time for one.",
  "1001": "1001 is sent by whoever leaves, in a close frame; there was no time for one.",
  "1005": "1005 stands for a close frame that has no code in it. Here there was no close frame.",
  none: "The close event always comes, and always has a code: the browser fills it in.",
};

function judge(run: Run, guess: Guess): BetVerdict {
  for (const goodbye of goodbyesOf(run.entries)) {
    const { client, conn, tcp } = goodbye;
    if (client === undefined || tcp?.data.by !== "lab" || tcp.data.how !== "reset" || closeFrameOf(goodbye)) continue;
    const told = toldPage(run.page, client);
    if (!told) continue;
    const answer = String(told.code);
    const seen = `TCP was reset (n=${tcp.n}), no close frame had passed on ${conn}, and the page was told ${answer} (${told.key}).`;
    const why = guess === answer ? "Nobody sent this number: it is the browser's word for it." : MISSES[String(guess)];
    const explanation = `${seen} ${why ?? ""}`.trimEnd();
    return { settled: true, right: guess === answer, answer, explanation, shownBy: [tcp.n, told.key] };
  }
  return { settled: false, reason: "Cut the cable of a client in the lab." };
}
