/** Lesson 5: what does the server answer to a version that it does not know? */
import { type Exchange, exchangesOf, headerOf } from "../missions/exchanges.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

/** What each status would have meant. */
const MEANINGS: Readonly<Record<string, string>> = {
  "101": "101 would mean that both speak WebSocket from now on, and the server does not know this version.",
  "426":
    "426 asks for another protocol: it is what this server says where Upgrade is missing altogether. RFC 6455 §4.2.2 would allow it here too.",
  "505": "505 is about the version of HTTP, and that was 1.1.",
};

export const bet: Bet = {
  lesson: 5,
  question: "A handshake says `Sec-WebSocket-Version: 12`. The server speaks 13. What does it answer?",
  kind: "choice",
  options: [
    { id: "101", label: "101 Switching Protocols: 13 will understand 12" },
    { id: "400", label: "400 Bad Request" },
    { id: "426", label: "426 Upgrade Required" },
    { id: "505", label: "505 HTTP Version Not Supported" },
  ],
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const { response } = exchangesOf(run.entries).find(isOldVersion) ?? {};
  if (!response)
    return {
      settled: false,
      reason: "Write a handshake by hand in the lab, with version 12: its answer is the answer here.",
    };
  const { status, reason, headers } = response.data;
  const answer = String(status);
  const versions = headerOf(headers, "sec-websocket-version");
  const lists = versions === undefined ? "" : ` It lists the versions that it does speak: ${versions}.`;
  const right = guess === answer;
  const why = right ? "" : ` ${MEANINGS[String(guess)] ?? ""}`;
  const explanation = `The server answered ${status} ${reason} (n=${response.n}).${lists}${why}`.trimEnd();
  return { settled: true, right, answer, explanation, shownBy: [response.n] };
}

/** A handshake in which only the version is wrong, and its answer. */
function isOldVersion({ request, response }: Exchange): boolean {
  const { headers } = request.data;
  const version = headerOf(headers, "sec-websocket-version");
  const upgrades = headerOf(headers, "upgrade")?.toLowerCase() === "websocket";
  return response !== undefined && upgrades && version !== undefined && version !== "13" && version !== "8";
}
