/** Numbers entries, and makes them when somebody wants them. */
import type { Data, Entry, From, Kind, Layer } from "../log.ts";
import { RULES, type RuleCode } from "./rules.ts";

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

/** One decoder's entries, of all connections and layers. */
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

  /** Makes the entry that has been counted as `n`; `data` is that of its kind (`LayerWriter` sees to it). */
  put(
    n: number,
    origin: Origin,
    from: From,
    layer: Layer,
    kind: string,
    data: unknown,
    bytes: Uint8Array,
    links: Links = {},
    plain?: Uint8Array,
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
    if (plain) entry["plain"] = plain;
    this.entries!.push(entry as unknown as Entry);
  }
}

/** The entries of one layer of one connection. */
export class LayerWriter<L extends Exclude<Layer, "app">> {
  readonly #writer: EntryWriter;
  readonly #origin: Origin;
  readonly #layer: L;

  constructor(writer: EntryWriter, origin: Origin, layer: L) {
    this.#writer = writer;
    this.#origin = origin;
    this.#layer = layer;
  }

  get making(): boolean {
    return this.#writer.making;
  }

  /** Counts one entry. @returns its n */
  take(): number {
    return this.#writer.take();
  }

  /** Makes the entry that has been counted as `n`. */
  put<K extends Kind<L>>(
    n: number,
    from: From,
    kind: K,
    data: Data[L][K],
    bytes: Uint8Array,
    links: Links,
    plain?: Uint8Array,
  ): void {
    this.#writer.put(n, this.#origin, from, this.#layer, kind, data, bytes, links, plain);
  }

  /** Makes the entry that has been counted as `n` a violation; `length` where more broke the rule than `bytes` shows. */
  putViolation(n: number, from: From, code: RuleCode, bytes: Uint8Array, links: Links, length = bytes.length): void {
    const data = { code, ...RULES[code], length };
    this.#writer.put(n, this.#origin, from, this.#layer, "violation", data, bytes, links);
  }

  /** Counts a violation, and makes it if entries are made. @returns its n */
  violation(from: From, code: RuleCode, bytes: Uint8Array, links: Links, length = bytes.length): number {
    const n = this.take();
    if (this.making) this.putViolation(n, from, code, bytes, links, length);
    return n;
  }
}
