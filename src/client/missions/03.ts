/** Lesson 3: the server speaks twice between two messages of one's own, on one line. */
import type { Mission, Run, Verdict } from "./mission.ts";
import { type Frame, rawMessagesOf } from "./raw.ts";

export const mission: Mission = {
  lesson: 3,
  hints: [
    "The server needs no message of yours to speak.",
    "Look at the arrows in the log: between two rows that go right, two must go left.",
    "Connect once. Send a word: its echo is one message of the server. Before you send another, have the server say more.",
    "Connect A, send “one”, press “Let the server speak”, send “two”.",
  ],
  check,
};

function check(run: Run): Verdict {
  const lines = [...rawMessagesOf(run.entries)];
  for (const [conn, messages] of lines) {
    const proof = twoBetween(messages);
    if (!proof) continue;
    const requests = run.entries.filter((e) => e.conn === conn && e.layer === "http" && e.kind === "request");
    if (requests.length === 1) return { done: true, proof: [requests[0]!.n, ...proof.map(({ n }) => n)] };
    return {
      done: false,
      reason: `The line ${conn} carried ${requests.length} HTTP requests, not the one that opens a WebSocket.`,
      ...(requests[1] && { refutedBy: requests[1].n }),
    };
  }
  return notYet(lines);
}

/** The client's message, two of the server's, and the client's next one. */
function twoBetween(messages: readonly Frame[]): Frame[] | null {
  const own = messages.flatMap((message, i) => (message.from === "client" ? [i] : []));
  for (const [k, last] of own.entries()) {
    const first = own[k - 1];
    if (first !== undefined && last - first > 2) return [first, first + 1, first + 2, last].map((i) => messages[i]!);
  }
  return null;
}

function notYet(lines: readonly [string, readonly Frame[]][]): Verdict {
  const steps = [
    { text: "a message of yours", done: lines.some(([, m]) => m.some(fromClient)) },
    { text: "two messages of the server after it, on the same line", done: lines.some(([, m]) => answersAtEnd(m) > 1) },
    { text: "another message of yours, still on that line", done: false },
  ];
  const talking = lines.filter(([, messages]) => messages.some(fromClient));
  if (talking.length === 0) {
    const spoken = lines.find(([, messages]) => messages.length > 0)?.[1][0];
    if (!spoken) return { done: false, reason: "No message has passed on a raw WebSocket yet.", steps };
    const reason = `The server has spoken (n=${spoken.n}), but you have not: begin with a message of your own.`;
    return { done: false, reason, refutedBy: spoken.n, steps };
  }
  for (const [, messages] of talking) {
    const own = messages.filter(fromClient);
    const [first, second] = [own.at(-2), own.at(-1)];
    if (!first || !second || answersAtEnd(messages) > 1) continue;
    const between = messages.indexOf(second) - messages.indexOf(first) - 1;
    const count = between === 0 ? "no message" : "only one message";
    const reason = `Between your messages n=${first.n} and n=${second.n} the server sent ${count}: you spoke again too soon.`;
    return { done: false, reason, refutedBy: second.n, steps };
  }
  if (talking.length > 1 && !steps[1]!.done) {
    const other = talking[1]![1].find(fromClient)!;
    const reason = `Your message n=${other.n} went over another line, ${other.conn}: both of yours belong on one.`;
    return { done: false, reason, refutedBy: other.n, steps };
  }
  const reason = steps[1]!.done ? "Now send another message on this line." : "Now let the server speak before you do.";
  return { done: false, reason, steps };
}

/** How many messages of the server came since the client's last one. */
function answersAtEnd(messages: readonly Frame[]): number {
  const last = messages.findLastIndex(fromClient);
  return last < 0 ? 0 : messages.length - 1 - last;
}

function fromClient({ from }: Frame): boolean {
  return from === "client";
}
