/**
 * The faults that a lab's owner has set. Some are done at once to connections that are there (`cut`); others stand, and
 * make lines slow, late or short-lived until they are taken back, those of connections that come later, too.
 */
import type { ErrorCode } from "../protocol/errors.ts";
import { isDeed, isStanding, STANDING, type Deed, type OfServer, type Standing } from "../protocol/faults.ts";
import type { Cable, Shape } from "./cable.ts";
import type { Stretch } from "./exchanges.ts";
import { HEALTHY } from "./way.ts";

/** Done at once, to connections in the middle of an exchange. */
const ACTS: Readonly<Record<Deed, (cable: Cable) => void>> = {
  cut: (cable) => cable.cut(),
  end: (cable) => cable.hangUp(),
  freeze: (cable) => cable.freeze(),
  thaw: (cable) => cable.thaw(),
};

type Numbers = Readonly<Record<string, number>>;

export interface FaultTarget {
  conn?: string;
  client?: string;
}

/** `freeze` on client A, `delay` of 500 ms on all; `heal` takes back all that stands; `stop` and `restart` are the lab's. */
export interface Fault extends FaultTarget {
  name: Deed | Standing | "heal" | OfServer;
  numbers: Numbers;
}

/** As many clients and connections of one lab may have faults of their own. */
const TARGETS = 64;

/**
 * @param details `{ fault: "delay", client: "A", ms: 500, jitter: 100 }`
 * @returns the fault, or why it is none
 */
export function readFault(details: unknown): Fault | ErrorCode {
  const { fault: name, conn, client, ...rest } = (details ?? {}) as Record<string, unknown>;
  const target: FaultTarget = {
    ...(typeof conn === "string" && { conn }),
    ...(typeof client === "string" && { client }),
  };
  if (isDeed(name) || name === "heal") return { name, ...target, numbers: {} };
  if (name === "stop" || name === "restart") return { name, numbers: {} };
  if (!isStanding(name)) return "fault.unknown";
  const numbers = readNumbers(STANDING[name], rest);
  return numbers ? { name, ...target, numbers } : "fault.value";
}

/** The first number is always wanted, a second one may be left out. */
function readNumbers(largest: Readonly<Record<string, number>>, given: Record<string, unknown>): Numbers | undefined {
  const numbers: Record<string, number> = {};
  for (const [i, [name, most]] of Object.entries(largest).entries()) {
    const value = given[name];
    if (value === undefined && i > 0) continue;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) return undefined;
    numbers[name] = value;
  }
  return numbers;
}

/** What stands for one stretch, with its numbers. */
export type InForce = Partial<Record<Standing, Numbers>>;

export class Faults {
  readonly #stretches: ReadonlySet<Stretch>;
  /** By target: "" is all, `client A`, `conn c3`. */
  readonly #standing = new Map<string, InForce>();
  /** Frozen cables with their owners: the server may have given them up, and the client does not know. */
  readonly #frozen = new Map<Cable, Stretch>();

  /** @param stretches of the lab, as they are at any time */
  constructor(stretches: ReadonlySet<Stretch>) {
    this.#stretches = stretches;
  }

  /** @returns why it cannot be done now */
  check(fault: Fault): ErrorCode | undefined {
    const { name, conn } = fault;
    if (isDeed(name)) return this.#cables(name, fault).size === 0 ? "fault.target" : undefined;
    if (!isStanding(name)) return undefined;
    if (conn !== undefined && ![...this.#stretches].some((stretch) => matches(stretch, { conn })))
      return "fault.target";
    return this.#standing.size < TARGETS || this.#standing.has(keyOf(fault)) ? undefined : "fault.targets";
  }

  /** Does what `check` has nothing against. */
  apply(fault: Fault): void {
    const { name, numbers } = fault;
    if (isDeed(name)) this.#do(name, fault);
    else if (isStanding(name)) this.#set(name, fault, numbers);
    else this.#heal(fault);
  }

  /** What stands for this stretch: its own before its client's before the lab's. */
  of(stretch: Stretch): InForce | undefined {
    if (this.#standing.size === 0) return undefined;
    const { client } = stretch;
    const targets: FaultTarget[] = [{}, ...(client === undefined ? [] : [{ client }]), { conn: `c${stretch.conn}` }];
    const found = targets.flatMap((target) => this.#standing.get(keyOf(target)) ?? []);
    return found.length > 0 ? (Object.assign({}, ...found) as InForce) : undefined;
  }

  /** Takes all of them back: nobody is left believing in a connection that is over. */
  heal(): void {
    this.#heal({});
  }

  /** Those that a deed is done to: between exchanges, a connection may be about to carry somebody else's. */
  #cables(name: Deed, target: FaultTarget): Map<Cable, Stretch> {
    const found = new Map<Cable, Stretch>();
    for (const stretch of this.#stretches)
      if (stretch.unanswered > 0 && matches(stretch, target)) found.set(stretch.cable, stretch);
    // What is frozen may have no stretch any more.
    if (name !== "freeze")
      for (const [cable, stretch] of this.#frozen) if (matches(stretch, target)) found.set(cable, stretch);
    return found;
  }

  #do(name: Deed, target: FaultTarget): void {
    for (const [cable, stretch] of this.#cables(name, target)) {
      ACTS[name](cable);
      if (name === "freeze") this.#keepFrozen(cable, stretch);
      else this.#frozen.delete(cable);
    }
  }

  #keepFrozen(cable: Cable, stretch: Stretch): void {
    if (this.#frozen.has(cable)) return;
    this.#frozen.set(cable, stretch);
    cable.whenOver(() => this.#frozen.delete(cable));
  }

  /** A 0 stands, too: it takes back for one client what stands for all. */
  #set(name: Standing, target: FaultTarget, numbers: Numbers): void {
    const key = keyOf(target);
    this.#standing.set(key, { ...this.#standing.get(key), [name]: numbers });
    this.#refresh();
  }

  #heal(target: FaultTarget): void {
    if (target.conn === undefined && target.client === undefined) this.#standing.clear();
    else this.#standing.delete(keyOf(target));
    this.#refresh();
    this.#do("thaw", target);
  }

  #refresh(): void {
    for (const stretch of this.#stretches) stretch.applyFaults();
  }

  /** A stretch of the lab is over: what stood for it alone is forgotten. */
  forget(stretch: Stretch): void {
    this.#standing.delete(keyOf({ conn: `c${stretch.conn}` }));
  }
}

function keyOf({ conn, client }: FaultTarget): string {
  if (conn !== undefined) return `conn ${conn}`;
  return client === undefined ? "" : `client ${client}`;
}

function matches(stretch: Stretch, { conn, client }: FaultTarget): boolean {
  return (conn === undefined || `c${stretch.conn}` === conn) && (client === undefined || stretch.client === client);
}

/**
 * What the faults make of a cable. Whose a request is, is known only when it has been read: before 101 only answers are
 * shaped, and they bear the delay of both directions.
 */
export function shapeOf(standing: InForce, switched: boolean): Shape {
  const { ms = 0, jitter = 0 } = standing.delay ?? {};
  const both = standing.throttle?.["bytesPerSecond"] || Infinity;
  const reader = standing["slow-reader"]?.["bytesPerSecond"] || Infinity;
  const bytes = standing["drop-after"]?.["bytes"];
  const ways = switched ? 1 : 2;
  return {
    up: switched ? { delay: ms, jitter, rate: Math.min(both, reader) } : HEALTHY,
    down: { delay: ms * ways, jitter: jitter * ways, rate: both },
    holdsAnswers: !switched && Boolean(standing["slow-101"]?.["ms"]),
    ...(bytes && { drop: standing["drop-after"] as { bytes: number } }), // this very object: what has passed is counted for it
  };
}
