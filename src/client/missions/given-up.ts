/** Questions that the page gave up: what it was told, with the event that had asked, as they stand in a run. */
import type { PageEntry } from "../../../protocol/log.ts";
import { type Asked, askedOf } from "./acks.ts";
import type { Run } from "./mission.ts";

export interface GivenUp {
  /** The page's own entry that says so. */
  error: PageEntry;
  /** Missing as long as the lab has not got the event: a line may be slow, or have lost it. */
  asked?: Asked;
}

/** In order of p. */
export function givenUpOf({ entries, page }: Run): GivenUp[] {
  const events = arrivals(page, askedOf(entries));
  return page.flatMap((error, i) => {
    if (error.kind !== "error" || error.data["event"] !== "ack") return [];
    const emit = page
      .slice(0, i)
      .findLast((each) => isQuestion(each) && isLike(each, error) && each.data["question"] === error.data["question"]);
    const asked = emit && events.get(emit);
    return [{ error, ...(asked && { asked }) }];
  });
}

/**
 * Each question of the page with the event that reached the lab. Their order is the same, and nothing that the page had
 * seen before can have come of it; the clocks say nothing, since a time-out may be over before the event is there. From
 * the last one backward: some may have been lost on the way.
 */
function arrivals(page: readonly PageEntry[], asked: readonly Asked[]): Map<PageEntry, Asked> {
  const left = [...asked];
  const events = new Map<PageEntry, Asked>();
  for (const emit of page.filter(isQuestion).reverse()) {
    const i = left.findLastIndex(({ event }) => isLike(emit, event));
    if (i < 0 || left[i]!.event.n <= emit.after) continue;
    events.set(emit, left[i]!);
    left.splice(i, 1);
  }
  return events;
}

function isQuestion({ kind, data }: PageEntry): boolean {
  return kind === "emit" && data["ack"] === true;
}

function isLike(emit: PageEntry, other: { client?: string; data: { name?: unknown } }): boolean {
  return emit.client === other.client && emit.data["name"] === other.data.name;
}
