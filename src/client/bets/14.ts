/** Lesson 14: path, namespace, room: which of them stands in the request line? */
import type { Entry } from "../../../protocol/log.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 14,
  question:
    "A client connects with its own path, to the namespace `/admin`, and joins the room `red`. What of that stands in the line of its HTTP request?",
  kind: "choice",
  options: [
    { id: "path", label: "Only the path" },
    { id: "namespace", label: "The path and the namespace" },
    { id: "all", label: "The path, the namespace and the room" },
  ],
  judge,
};

function judge({ entries }: Run, guess: Guess): BetVerdict {
  const asked = entries.find(isNamespaceAsked);
  // The one that opened the connection; one with a wrong path may have gone before.
  const request =
    asked &&
    entries.findLast((entry) => entry.layer === "http" && entry.kind === "request" && entry.conn === asked.conn);
  const join = entries.find(
    (entry) => entry.layer === "app" && entry.kind === "join" && entry.data.room !== entry.data.id,
  );
  if (!request || !asked || !join)
    return { settled: false, reason: "Connect by the path chat/ to /admin, and join a room." };
  const explanation = `The request line (n=${request.n}) names the path alone. /admin stands in a packet that follows (n=${asked.n}), and the room in no address at all: the server put you into it (n=${join.n}).`;
  const shownBy = [request.n, asked.n, join.n];
  return { settled: true, right: guess === "path", answer: "path", explanation, shownBy };
}

function isNamespaceAsked(entry: Entry): boolean {
  return entry.layer === "socket.io" && entry.kind === "connect" && entry.from === "client" && entry.data.nsp !== "/";
}
