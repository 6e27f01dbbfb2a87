/** What comes of a question: what the page is told, and the packets that the log has of it. */
import type { SocketIoClient } from "../../client/clients/socket-io.ts";
import { askedOf } from "../../client/missions/acks.ts";
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

/** What the log has of it by now. */
export function found(
  { question, after, threw }: Outcome,
  client: string,
  run: Pick<Run, "entries" | "page">,
): Partial<Outcome> {
  const asked = askedOf(run.entries).find(
    ({ event }) => event.n > after.n && event.client === client && event.data.name === question.event,
  );
  // What an answer that did not come rejects with is another kind of error: it names its event.
  const thrown = run.page.find(
    (entry) => entry.kind === "error" && entry.client === client && entry.p > after.p && !entry.data["event"],
  );
  return {
    ...(question.ask && asked && { asked: asked.event.n }),
    ...(question.ask && asked?.ack && { answer: asked.ack.n }),
    ...(threw && thrown && { told: thrown.summary }),
  };
}
