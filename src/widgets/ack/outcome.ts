/** What comes of a question: what the page is told, and the packets that the log has of it. */
import type { SocketIoClient } from "../../client/clients/socket-io.ts";
import { type Asked, askedOf } from "../../client/missions/acks.ts";
import type { Run } from "../../client/missions/mission.ts";
import type { Question } from "./asks.ts";

export interface Outcome {
  question: Question;
  how: "sent" | "waiting" | "good" | "bad";
  /** What the page was told. */
  told: string;
  /** The call itself threw: what, is written down among the page's own entries. */
  threw?: boolean;
  /** What the log held before it: its own entries come after this n, and after this p. */
  after: { n: number; p: number };
  /** The entries of the question's packet and of its answer. */
  asked?: number;
  answer?: number;
}

type Told = Pick<Outcome, "how" | "told" | "threw">;

/** What is told at once. */
export function toldFirst({ ask }: Question): Told {
  return ask
    ? { how: "waiting", told: "waiting for an answer…" }
    : { how: "sent", told: "sent; nobody asked for an answer" };
}

/**
 * Puts the question. Resolves when it is known what came of it: with no limit and no answer, when the connection ends.
 * @param now milliseconds, monotonic
 */
export async function put(client: SocketIoClient, question: Question, now: () => number): Promise<Told> {
  const { event, args, ask, limit } = question;
  const began = now();
  const answered = (values: readonly unknown[]): Told => {
    const what = values.length > 0 ? ` ${values.map((value) => JSON.stringify(value)).join(", ")}` : ", with nothing";
    return { how: "good", told: `answered${what} after ${Math.round(now() - began)} ms` };
  };
  const threw: Told = { how: "bad", told: "socket.emit threw", threw: true };
  if (!ask) return client.emit(event, ...args) ? toldFirst(question) : threw;
  return client
    .emitWithAck(limit, event, ...args)
    .then(answered, (error: Error) => ({ how: "bad", told: String(error) }));
}

/**
 * What the log has of it by now.
 * @param taken the events, by their n, that are other questions'
 */
export function found(
  { question, after, threw, asked: known }: Outcome,
  client: string,
  run: Pick<Run, "entries" | "page">,
  taken: ReadonlySet<number> = new Set(),
): Partial<Outcome> {
  const isIts = ({ n, client: own, data }: Asked["event"]) =>
    known === undefined ? n > after.n && !taken.has(n) && own === client && data.name === question.event : n === known;
  const asked = question.ask ? askedOf(run.entries).find(({ event }) => isIts(event)) : undefined;
  // What an answer that did not come rejects with is another kind of error: it names its event.
  const thrown = run.page.find(
    (entry) => entry.kind === "error" && entry.client === client && entry.p > after.p && !entry.data["event"],
  );
  return {
    ...(asked && { asked: asked.event.n }),
    ...(asked?.ack && { answer: asked.ack.n }),
    ...(threw && thrown && { told: thrown.summary }),
  };
}

/**
 * Adds what the log has by now: of two that ask the same, the one that was put first has the first event.
 * @param outcomes the newest first
 */
export function look(outcomes: readonly Outcome[], client: string, run: Pick<Run, "entries" | "page">): void {
  const taken = new Set(outcomes.flatMap(({ asked }) => asked ?? []));
  for (const outcome of outcomes.toReversed()) {
    Object.assign(outcome, found(outcome, client, run, taken));
    if (outcome.asked !== undefined) taken.add(outcome.asked);
  }
}
