/** Lesson 10: a plain WebSocket says hello at Socket.IO's door. */
import type { Entry } from "../../../protocol/log.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 10,
  question: "A plain WebSocket is open to a Socket.IO server and sends the text `hello`. What happens?",
  kind: "choice",
  options: [
    { id: "handler", label: "The server's handler for `hello` is called" },
    { id: "nothing", label: "Nothing: the server ignores what it does not know" },
    { id: "closed", label: "The server ends the connection" },
  ],
  judge,
};

function judge({ entries }: Run, guess: Guess): BetVerdict {
  const hello = entries.find(
    (entry) => entry.layer === "engine.io" && entry.kind === "violation" && entry.from === "client",
  );
  const end = hello && entries.find((entry) => entry.conn === hello.conn && entry.n > hello.n && isClose(entry));
  if (!hello || !end)
    return {
      settled: false,
      reason: "Connect the console to socket.io/?EIO=4&transport=websocket, and send hello: the word alone.",
    };
  const explanation = `n=${hello.n} begins with no digit that Engine.IO knows, so it is no packet. The server ended the connection (n=${end.n}); no handler heard of it.`;
  return { settled: true, right: guess === "closed", answer: "closed", explanation, shownBy: [hello.n, end.n] };
}

function isClose(entry: Entry): boolean {
  return (
    entry.layer === "websocket" && entry.kind === "frame" && entry.from === "server" && entry.data.name === "close"
  );
}
