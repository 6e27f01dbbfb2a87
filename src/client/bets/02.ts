/** Lesson 2: which ways bring five pieces of news with one request? */
import type { Entry } from "../../../protocol/log.ts";
import { exchangesOf } from "../missions/exchanges.ts";
import type { Run } from "../missions/mission.ts";
import { pollsOf, streamsOf } from "../missions/news.ts";
import { rawMessagesOf } from "../missions/raw.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

const PIECES = 5;

export const bet: Bet = {
  lesson: 2,
  question:
    "Five things happen, one after the other. Which of these ways bring all five to the page with a single HTTP request?",
  kind: "set",
  options: [
    { id: "poll", label: "Long polling" },
    { id: "sse", label: "Server-sent events" },
    { id: "ws", label: "A WebSocket" },
  ],
  judge,
};

/** What passed on a way: the pieces so far, and the requests that brought the first five, by n. */
interface Seen {
  pieces: number;
  requests: readonly number[];
}

const WAYS: readonly { id: string; name: string; look: (entries: readonly Entry[]) => Seen }[] = [
  { id: "poll", name: "Long polling", look: lookAtPolls },
  { id: "sse", name: "The stream of events", look: lookAtStreams },
  { id: "ws", name: "The WebSocket", look: lookAtWebSockets },
];

function judge({ entries }: Run, guess: Guess): BetVerdict {
  const shown = WAYS.map(({ id, name, look }) => ({ id, name, ...look(entries) }));
  const missing = shown.filter(({ pieces }) => pieces < PIECES);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    return {
      settled: false,
      reason: `Start all three, and let each bring ${PIECES} pieces of news. Not so far yet: ${names}.`,
    };
  }
  const answer = shown.filter(({ requests }) => requests.length === 1).map(({ id }) => id);
  const picked: readonly unknown[] = Array.isArray(guess) ? guess : [];
  const right = shown.every(({ id }) => picked.includes(id) === answer.includes(id));
  const explanation = shown.map(({ name, requests }) => `${name} ${said(requests)}.`).join(" ");
  const shownBy = shown.flatMap(({ requests }) => requests);
  return { settled: true, right, answer, explanation, shownBy };
}

function said(requests: readonly number[]): string {
  const [first] = requests;
  return requests.length === 1
    ? `needed one request for ${PIECES} pieces, n=${first}`
    : `needed ${requests.length} requests for ${PIECES} pieces, from n=${first} to n=${requests.at(-1)}`;
}

function lookAtPolls(entries: readonly Entry[]): Seen {
  return best(
    [...pollsOf(entries).values()].map((polls) => {
      const requests: number[] = [];
      let pieces = 0;
      for (const { exchange, news } of polls) {
        if (pieces >= PIECES) break;
        requests.push(exchange.request.n);
        pieces += news.length;
      }
      return { pieces, requests };
    }),
  );
}

function lookAtStreams(entries: readonly Entry[]): Seen {
  return best(
    streamsOf(entries).map(({ exchange, events }) => ({ pieces: events.length, requests: [exchange.request.n] })),
  );
}

function lookAtWebSockets(entries: readonly Entry[]): Seen {
  const messages = rawMessagesOf(entries);
  const opened = exchangesOf(entries).filter(({ response }) => response?.data.status === 101);
  return best(
    opened.map(({ request }) => ({
      pieces: (messages.get(request.conn) ?? []).filter(({ from }) => from === "server").length,
      requests: [request.n],
    })),
  );
}

/** The first that has brought all five, or the one that has brought the most. */
function best(tries: readonly Seen[]): Seen {
  const none: Seen = { pieces: 0, requests: [] };
  return tries.find(({ pieces }) => pieces >= PIECES) ?? tries.reduce((a, b) => (b.pieces > a.pieces ? b : a), none);
}
