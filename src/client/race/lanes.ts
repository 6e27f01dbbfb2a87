/** The lanes of lesson 4's race: eight clients, each of which moves data in one way. */
import type { LabSession } from "../lab.ts";

export type LaneId = "poll" | "long" | "sse" | "socket" | "post" | "echo" | "cached" | "reread";

export interface LaneName {
  /** Its `?client=` in the log. */
  client: string;
  name: string;
}

export const LANES: Readonly<Record<LaneId, LaneName>> = {
  poll: { client: "A", name: "polling" },
  long: { client: "B", name: "long polling" },
  sse: { client: "C", name: "SSE" },
  socket: { client: "D", name: "WebSocket" },
  post: { client: "E", name: "POST" },
  echo: { client: "F", name: "WebSocket" },
  cached: { client: "G", name: "GET, cached" },
  reread: { client: "H", name: "WebSocket" },
};

export const PRICES = 20;
export const WORDS = 20;
export const READS = 3;

/** Milliseconds from one price of the program to the next, and from one ask of the polling lane to the next. */
export const EVERY = { price: 200, ask: 100 };

/** What the page keeps of each race in the run's answers, as a list under `race`. */
export interface RaceRun {
  /** Its prices are those with a greater n than this one, */
  after: number;
  /** up to this one; null while it goes on. */
  last: number | null;
  /** How often the article was read through the browser's cache: what is in there is not asked for, and the log is silent. */
  reads: number;
}

/** Keeps a race in the answers, in place of what was kept of it before. One that broke off ends before this one. */
export function keepRace(lab: Pick<LabSession, "answer" | "answers">, race: RaceRun): void {
  const races = (lab.answers.get()["race"] ?? []) as readonly RaceRun[];
  const others = races.filter(({ after }) => after !== race.after);
  const ended = others.map((other) => ({ ...other, last: other.last ?? race.after - 1 }));
  lab.answer("race", [...ended, race]);
}
