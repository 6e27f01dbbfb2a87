/**
 * What the inspector looks at, shared by all of its views: the chosen entry, the view, and what is lit. Touching a
 * thing in one view lights it in the others, because they all ask this one.
 */
import type { Entry } from "../../../protocol/log.ts";
import { keyOf, type Line } from "../log/line.ts";
import type { LogStore } from "../log/store.ts";
import { type Readable, Value } from "../value.ts";
import { messageOf } from "./message.ts";
import type { ViewName } from "./place.ts";
import { project } from "./project.ts";
import { overlaps, sameSpan, type Span } from "./span.ts";

export interface Look {
  key: string | null;
  view: ViewName;
  /** The line whose message this is; null where it is not held. */
  line: Line | null;
  /** The entries of the message, in order of n. */
  entries: readonly Entry[];
  /** What was touched. */
  touched: Span | null;
  /** The same thing in each entry in which it is something. */
  lit: ReadonlyMap<number, Span>;
}

const NOTHING: ReadonlyMap<number, Span> = new Map();

export class Inspection {
  readonly #store: Pick<LogStore, "find">;
  readonly #look: Value<Look>;

  constructor(store: Pick<LogStore, "find">, view: ViewName = "timeline") {
    this.#store = store;
    this.#look = new Value<Look>({ key: null, view, line: null, entries: [], touched: null, lit: NOTHING });
  }

  get look(): Readable<Look> {
    return this.#look;
  }

  /** Opens an entry's message. What is lit stays so, where it is in this message too. */
  open(key: string): void {
    this.#anchor(key, this.#store.find(key) ?? null);
  }

  /** Chooses an entry; one of the message at hand without leaving it, also where it carried another message first. */
  select(key: string): void {
    if (this.#look.get().entries.some((entry) => keyOf(entry) === key)) this.#set({ key });
    else this.open(key);
  }

  /** The message may have more entries by now: what the program did about it comes later than its bytes. */
  refresh(): void {
    const { key, line, entries } = this.#look.get();
    if (key === null) return;
    const found = line ?? this.#store.find(key) ?? null;
    if (found !== line || (found && messageOf(found, this.#store).length > entries.length)) this.#anchor(key, found);
  }

  #anchor(key: string, line: Line | null): void {
    const entries = line ? messageOf(line, this.#store) : [];
    const { touched } = this.#look.get();
    const kept = touched && entries.some(({ n }) => n === touched.n) ? touched : null;
    this.#set({ key, line, entries, touched: kept, lit: kept ? project(kept, entries) : NOTHING });
  }

  show(view: ViewName): void {
    this.#set({ view });
  }

  /** Lights a thing of the chosen message, or with null nothing. */
  light(span: Span | null): void {
    const { touched, entries } = this.#look.get();
    if (sameSpan(span, touched)) return;
    this.#set({ touched: span, lit: span ? project(span, entries) : NOTHING });
  }

  #set(change: Partial<Look>): void {
    this.#look.set({ ...this.#look.get(), ...change });
  }
}

/** Whether a thing in the bytes of an entry is lit. */
export function isLit(look: Pick<Look, "lit">, span: Span | null): boolean {
  return span !== null && overlaps(look.lit.get(span.n), span);
}
