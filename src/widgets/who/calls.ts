/** The calls of lesson 13, as the program in examples/13-who knows them, and who stands where. */
import { typescript, type Call, type Rooms } from "./call.ts";

/** The event that each of these calls sends. */
export const EVENT = "hello";

/** A sends; A and B are in r1, B and C in r2, D is in none. */
export const SENDER = "A";
export const ROOMS = { A: ["r1"], B: ["r1", "r2"], C: ["r2"], D: [] } as const satisfies Rooms;
export const CLIENTS = Object.keys(ROOMS) as (keyof typeof ROOMS)[];

export interface Question {
  /** The event by which A asks the server to make the call. */
  ask: string;
  call: Call;
}

export const QUESTIONS: readonly Question[] = [
  { ask: "tell_me", call: { on: "socket" } },
  { ask: "tell_all", call: { on: "io" } },
  { ask: "tell_others", call: { on: "socket", broadcast: true } },
  { ask: "tell_room", call: { on: "io", to: ["r1"] } },
  { ask: "tell_rooms", call: { on: "io", to: ["r1", "r2"] } },
  { ask: "tell_outsiders", call: { on: "io", except: ["r1"] } },
];

/** Combinations, for who has understood these. They have no event of their own: they are sent as data, like the last one. */
export const MORE: readonly Question[] = (
  [
    { on: "socket", to: ["r1", "r2"] },
    { on: "io", to: ["r1"], except: ["r2"] },
    { on: "io", except: ["r1", "r2"] },
    { on: "socket", broadcast: true, except: ["r1"] },
  ] satisfies Call[]
).map((call) => ({ ask: "tell", call }));

/** The last one is the learner's to write: everyone in r1 but A. It is sent as data. */
export const WRITE = { ask: "tell", task: "everyone in r1, but not A", receivers: ["B"] } as const;

/** The call as the program makes it; of all questions each has another. */
export function code(call: Call): string {
  return typescript(call, EVENT);
}
