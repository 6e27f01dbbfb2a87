/** The three heats of the race, as the table shows them. */
import { PRICES, READS, WORDS, type LaneId } from "../../client/race/lanes.ts";

export interface Heat {
  title: string;
  lanes: readonly LaneId[];
  /** What a lane gets. */
  unit: string;
}

export const HEATS: readonly Heat[] = [
  { title: `${PRICES} prices, which only come down`, lanes: ["poll", "long", "sse", "socket"], unit: "price" },
  { title: `${WORDS} words, and each comes back`, lanes: ["post", "echo"], unit: "word" },
  { title: `One article, read ${READS} times`, lanes: ["cached", "reread"], unit: "read" },
];
