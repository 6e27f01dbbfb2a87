/** What each lane of the race cost, read from the log: for the tables, the cards, the bet and the mission of lesson 4. */
import { bytesOf, Costs } from "../cost.ts";
import { answerOf } from "../missions/answers.ts";
import type { Run } from "../missions/mission.ts";
import { LANES, PRICES, READS, WORDS, type LaneId, type RaceRun } from "./lanes.ts";
import { LaneReader, type Traffic } from "./reader.ts";

export interface Lane extends Traffic {
  /** HTTP requests; a handshake is one. */
  readonly requests: number;
  /** Up and down, heads and frames and all. */
  readonly bytes: number;
  /** Prices of the race, words that came back, or reads. */
  readonly got: number;
  /** Bytes for each of them, rounded. */
  readonly each: number;
  /** Bytes for each request, rounded. */
  readonly ask: number;
  /** Milliseconds for each of them that the server had an exchange of this lane open, rounded. */
  readonly open: number;
  /** The entries in which its way shows best, by n. */
  readonly shown: readonly number[];
}

export type Figures = Readonly<Record<LaneId, Lane>>;

const LANE_IDS = Object.keys(LANES) as LaneId[];

/** What each lane is after. */
const GOT: Readonly<Record<LaneId, (traffic: Traffic, races: readonly RaceRun[]) => number>> = {
  poll: ({ prices }) => prices,
  long: ({ prices }) => prices,
  sse: ({ prices }) => prices,
  socket: ({ prices }) => prices,
  post: ({ answers }) => answers,
  echo: ({ down }) => down,
  cached: (_, races) => races.reduce((sum, { reads }) => sum + reads, 0),
  reread: ({ down }) => down,
};

const SHOWN: Readonly<Record<LaneId, readonly (keyof Traffic["marks"])[]>> = {
  poll: ["request", "vain"],
  long: ["request", "body"],
  sse: ["response", "body"],
  socket: ["switched", "down"],
  post: ["request", "response"],
  echo: ["up", "down"],
  cached: ["response", "unchanged"],
  reread: ["before", "down"],
};

export function figuresOf(run: Run): Figures {
  const races = answerOf(run, "race") ?? [];
  const costs = new Costs();
  costs.add(run.entries);
  const readers = new Map(Object.values(LANES).map(({ client }) => [client, new LaneReader(races)]));
  for (const entry of run.entries) if (entry.client !== undefined) readers.get(entry.client)?.add(entry);
  const now = run.entries.at(-1)?.t ?? 0;
  const laneOf = (id: LaneId): Lane => {
    const { client } = LANES[id];
    const traffic = readers.get(client)!.traffic(now);
    const cost = costs.of(client);
    const { requests } = cost;
    const bytes = bytesOf(cost);
    const got = GOT[id](traffic, races);
    const shown = SHOWN[id].flatMap((mark) => traffic.marks[mark] ?? []);
    return {
      ...traffic,
      shown,
      requests,
      bytes,
      got,
      each: per(bytes, got),
      ask: per(bytes, requests),
      open: per(traffic.held, got),
    };
  };
  return Object.fromEntries(LANE_IDS.map((id) => [id, laneOf(id)])) as Record<LaneId, Lane>;
}

/** Whether a race has come to its end: each lane has got all that it was after. */
export function isRaced(figures: Figures): boolean {
  const { post, echo, cached, reread } = figures;
  return isPriced(figures) && hasGot([post, echo], WORDS) && hasGot([cached, reread], READS);
}

/** Whether the four lanes of the first heat have got their prices. */
export function isPriced({ poll, long, sse, socket }: Figures): boolean {
  return hasGot([poll, long, sse, socket], PRICES);
}

function hasGot(lanes: readonly Lane[], count: number): boolean {
  return lanes.every(({ got }) => got >= count);
}

function per(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round(sum / count);
}
