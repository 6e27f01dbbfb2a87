/** Numbers entries, and makes them when somebody wants them. */
import type { Data, Entry, From, Kind, Layer } from "../log.ts";
import type { RuleCode } from "./rules.ts";
import { RULES } from "./rules.ts";

/** What all entries of one connection have in common. */
export interface Origin {
  conn: string;
  client?: string;
}

export interface Links {
  parent?: number | undefined;
  cause?: number | undefined;
  answers?: number | undefined;
}

/** Layers that have violations. */
type WireLayer = Exclude<Layer, "app">;

export class EntryWriter {
  /** The next entry's n. */
  n: number;
  /** The time of the record that is being decoded. */
  t = 0;
  /** Where entries go; null while they are only counted. */
  entries: Entry[] | null = null;

  constructor(n: number) {
    this.n = n;
  }

  /** Whether entries are made: what only an entry needs is not worked out otherwise. */
  get making(): boolean {
    return this.entries !== null;
  }

  /** Counts one entry. @returns its n */
  take(): number {
    return this.n++;
  }

  /** Makes the entry that has been counted as `n`. */
  put<L extends Layer, K extends Kind<L>>(
    n: number,
    origin: Origin,
    from: From,
    layer: L,
    kind: K,
    data: Data[L][K],
    bytes: Uint8Array,
    links: Links = {},
  ): void {
    const entry: Record<string, unknown> = { n, t: this.t, conn: origin.conn };
    if (origin.client !== undefined) entry["client"] = origin.client;
    entry["from"] = from;
    entry["layer"] = layer;
    entry["kind"] = kind;
    if (links.parent !== undefined) entry["parent"] = links.parent;
    if (links.cause !== undefined) entry["cause"] = links.cause;
    if (links.answers !== undefined) entry["answers"] = links.answers;
    entry["data"] = data;
    entry["bytes"] = bytes;
    this.entries!.push(entry as unknown as Entry);
  }

  /** Makes a violation, counted as `n`; `length` where more broke the rule than `bytes` shows. */
  putViolation(
    n: number,
    origin: Origin,
    from: From,
    layer: WireLayer,
    code: RuleCode,
    bytes: Uint8Array,
    links: Links = {},
    length = bytes.length,
  ): void {
    this.put(n, origin, from, layer, "violation", { code, ...RULES[code], length }, bytes, links);
  }
}
