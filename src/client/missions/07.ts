/** Lesson 7: a megabyte to a slow server, without an exception, and never too much of it in the page. */
import type { PageEntry } from "../../../protocol/log.ts";
import type { UploadNote } from "../clients/upload.ts";
import { type Exchange, exchangesOf } from "./exchanges.ts";
import type { Mission, Run, Verdict } from "./mission.ts";
import { type Frame, rawMessagesOf } from "./raw.ts";

export const mission: Mission = {
  lesson: 7,
  hints: [
    "The server has to be slow, or nothing can go wrong: set Slow 101 and Slow reader, and leave their numbers as they are.",
    "Two things are to be decided: when the first piece is sent, and what the program does before each further piece.",
    "Before open, send() throws. And bufferedAmount is looked at before a piece is sent: threshold and piece together have to stay below 65,536.",
    "Set Slow 101 and Slow reader. Choose: in the open event, pieces of 10,000, wait while bufferedAmount is above 40,000. Run it, and wait for the server.",
  ],
  check,
};

const TOTAL = 1_000_000;
const LIMIT = 65_536;
/** Milliseconds: a bit less than what is set, for what is measured is rounded. */
const HANDSHAKE = 1_950;
/** Bytes in a millisecond: a bit more than what is set. */
const READING = 220;

/** One `new WebSocket()` that an upload went over, with what is known of it. */
interface Attempt {
  exchange: Exchange | undefined;
  /** What an API call threw, first. */
  thrown: PageEntry | undefined;
  /** What the page says about the upload: that too much waits, or else that all was given, or else the latest. */
  note: { p: number; data: UploadNote };
  /** Milliseconds that the server took to answer the handshake. */
  delay: number | undefined;
  /** What the server said last about how much it has, and when it had the first bytes. */
  count: { frame: Frame; received: number; took: number } | undefined;
}

interface Part {
  text: string;
  holds: (attempt: Attempt) => boolean;
  /** Why it does not hold, and the entry that says so. */
  wrong: (attempt: Attempt) => { reason: string; refutedBy?: number | string };
}

const PARTS: readonly Part[] = [
  {
    text: "no call throws",
    holds: ({ thrown }) => !thrown,
    wrong: ({ thrown }) => ({
      reason: `send() threw ${String(thrown!.data["name"])} (p${thrown!.p}): the handshake was not over. That run sent nothing.`,
      refutedBy: `p${thrown!.p}`,
    }),
  },
  {
    text: `${number(TOTAL)} bytes go out, and bufferedAmount stays below ${number(LIMIT)}`,
    holds: ({ note: { data } }) => wasGiven(data) && data.most < LIMIT,
    wrong: ({ note: { p, data } }) =>
      data.most >= LIMIT
        ? { reason: `bufferedAmount was ${number(data.most)} (p${p}): too much for the page.`, refutedBy: `p${p}` }
        : { reason: `${number(data.given)} of ${number(data.total)} bytes were given to send() (p${p}).` },
  },
  {
    text: "the server answers the handshake after 2 s",
    holds: ({ delay }) => delay !== undefined && delay >= HANDSHAKE,
    wrong: ({ delay, exchange }) =>
      delay === undefined
        ? { reason: "The handshake is not answered yet." }
        : {
            reason: `The server answered the handshake after ${Math.round(delay)} ms (n=${exchange!.response!.n}): nothing could be sent too early. Set Slow 101.`,
            refutedBy: exchange!.response!.n,
          },
  },
  {
    text: "the server, reading 200,000 bytes a second, has received all",
    holds: ({ count, note: { data } }) =>
      count !== undefined && count.received >= data.total && data.total >= TOTAL && !isFast(count),
    wrong: ({ count, note: { data } }) => {
      if (!count) return { reason: "The server has not said yet that it has anything: wait for it." };
      const { frame, received, took } = count;
      if (received < data.total)
        return { reason: `The server has ${number(received)} of ${number(data.total)} bytes (n=${frame.n}).` };
      const time = `${number(Math.round(took))} ms`;
      return {
        reason: `The server read ${number(received)} bytes within ${time} (n=${frame.n}): that is no slow reader. Set it.`,
        refutedBy: frame.n,
      };
    },
  },
];

function check(run: Run): Verdict {
  const attempts = attemptsIn(run);
  const right = attempts.find((attempt) => PARTS.every(({ holds }) => holds(attempt)));
  if (right) {
    const { exchange, note, count } = right;
    return { done: true, proof: [exchange!.response!.n, `p${note.p}`, count!.frame.n] };
  }
  const last = attempts.at(-1);
  const steps = PARTS.map(({ text, holds }) => ({ text, done: last !== undefined && holds(last) }));
  if (!last) return { done: false, reason: "No megabyte was sent in this lab yet.", steps };
  return { done: false, ...PARTS.find(({ holds }) => !holds(last))!.wrong(last), steps };
}

function attemptsIn({ entries, page }: Run): Attempt[] {
  const messages = rawMessagesOf(entries);
  const exchanges = exchangesOf(entries);
  return connectionsIn(page).flatMap((told) => {
    // Each upload goes to an address of its own.
    const { pathname, search } = new URL(String(told[0]!.data["url"]));
    const exchange = exchanges.findLast(({ request }) => request.data.target === pathname + search);
    const notes = told.filter(isUploadNote);
    const note =
      notes.find(({ data }) => data.most >= LIMIT) ?? notes.find(({ data }) => wasGiven(data)) ?? notes.at(-1);
    if (!note) return [];
    const { request, response } = exchange ?? {};
    const isOpen = response?.data.status === 101;
    return {
      exchange,
      thrown: told.find(({ kind, data }) => kind === "error" && "call" in data),
      note,
      delay: isOpen ? response.t - request!.t : undefined,
      count: isOpen ? countOf(messages.get(response.conn) ?? []) : undefined,
    };
  });
}

/** The page's entries of each `new WebSocket()`, itself first; clients apart. */
function connectionsIn(page: readonly PageEntry[]): PageEntry[][] {
  const connections: PageEntry[][] = [];
  const latest = new Map<string, PageEntry[]>();
  for (const entry of page) {
    if (entry.kind === "note" && typeof entry.data["url"] === "string") {
      const connection = [entry];
      connections.push(connection);
      latest.set(entry.client, connection);
    } else latest.get(entry.client)?.push(entry);
  }
  return connections;
}

function isUploadNote(entry: PageEntry): entry is PageEntry & { data: UploadNote } {
  return typeof entry.data["upload"] === "string";
}

function wasGiven({ given, total }: UploadNote): boolean {
  return given >= total && total >= TOTAL;
}

function countOf(messages: readonly Frame[]): Attempt["count"] {
  const first = messages.find(({ from }) => from === "client");
  const frame = messages.findLast(({ from }) => from === "server");
  const received = /^\{"received":(\d+)\}$/.exec(frame?.data.text ?? "")?.[1];
  return first && frame && received !== undefined
    ? { frame, received: Number(received), took: frame.t - first.t }
    : undefined;
}

function isFast({ received, took }: { received: number; took: number }): boolean {
  return received > took * READING;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
