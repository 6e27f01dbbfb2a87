/** Lesson 3: who may send the first message? */
import { type Frame, rawMessagesOf } from "../missions/raw.ts";
import type { Run } from "../missions/mission.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

export const bet: Bet = {
  lesson: 3,
  question: "The line is open and nothing was said yet. Who may send the first message?",
  kind: "choice",
  options: [
    { id: "client", label: "Only the client: it opened the connection" },
    { id: "server", label: "Only the server: the client has to wait for its greeting" },
    { id: "either", label: "Whoever has something to say" },
  ],
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const firsts = [...rawMessagesOf(run.entries).values()].map(([first]) => first!);
  const server = firsts.find(({ from }) => from === "server");
  const client = firsts.find(({ from }) => from === "client");
  if (guess === "client")
    return server ? miss(server, byServer(server)) : wait("Connect, and let the server speak before you do.");
  if (guess === "server")
    return client ? miss(client, byClient(client)) : wait("Connect, and send something before the server does.");
  if (!server) return wait("Connect a client, and let the server speak before you do.");
  if (!client) return wait("The server has spoken first. Now connect another time, and speak first yourself.");
  const explanation = `${byServer(server)} ${byClient(client)}`;
  return { settled: true, right: true, answer: "either", explanation, shownBy: [server.n, client.n] };
}

function miss(first: Frame, explanation: string): BetVerdict {
  return { settled: true, right: false, answer: "either", explanation, shownBy: [first.n] };
}

function wait(reason: string): BetVerdict {
  return { settled: false, reason };
}

function byServer({ n, conn }: Frame): string {
  return `On ${conn} the first message, n=${n}, came from the server: nobody had asked for it. Opening a line gives no right to speak first.`;
}

function byClient({ n, conn }: Frame): string {
  return `On ${conn} the first message, n=${n}, came from the client: it waited for nothing.`;
}
