/** The reference's lab: opened with the first row that is run. Loaded then, too. */
import { mount, unmount } from "svelte";
import { Crowd, type RowToRun } from "../../../examples/13-every-emit/crowd.ts";
import { outcomeOf, type Outcome } from "../../../examples/13-every-emit/outcome.ts";
import { browserEnv } from "../../client/env.ts";
import { labOf, type LabSession } from "../../client/lab.ts";
import { when } from "../../client/value.ts";
import { LabPlace } from "./place.ts";
import Result from "./Result.svelte";

const PROGRAM = "13-every-emit";

let crowd: Crowd | undefined;
const shown = new WeakMap<Element, Record<string, unknown>>();

/** @throws Error with a sentence for the reader when the row could not be run */
export async function run(row: RowToRun): Promise<Outcome> {
  const lab = labOf(PROGRAM);
  await live(lab);
  crowd ??= new Crowd(new LabPlace({ lab, after: browserEnv().after }));
  try {
    return outcomeOf(await crowd.run(row));
  } catch (error) {
    // Whoever is left may be in any state: the next row gathers all of them anew.
    crowd.close();
    crowd = undefined;
    throw error;
  }
}

/** Puts the outcome in place of what stands there. */
export function show(place: Element, outcome: Outcome, { station = "main" }: RowToRun): void {
  const before = shown.get(place);
  if (before) void unmount(before);
  place.replaceChildren();
  shown.set(place, mount(Result, { target: place, props: { outcome, station, live: true } }));
}

/** Opens the lab, or another one when it is gone. */
async function live(lab: LabSession): Promise<void> {
  const { name } = lab.state.get();
  if (name === "gone" || name === "refused") {
    crowd?.close();
    crowd = undefined;
    await lab.renew();
  } else await lab.open();
  const state = await when(lab.state, ({ name }) => name === "live" || name === "gone" || name === "refused");
  if (state.name === "refused") throw new Error(`${state.problem.message} ${state.problem.hint}`);
  if (state.name === "gone") await live(lab);
}
