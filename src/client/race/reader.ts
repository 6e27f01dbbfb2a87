/** Follows one client of the race through the log: what it was given, how old that was, and how long the server was kept. */
import type { Entry } from "../../../protocol/log.ts";
import type { RaceRun } from "./lanes.ts";

export interface Traffic {
  /** Prices of the race, each counted once. */
  readonly prices: number;
  /** Milliseconds since the oldest of them was made, when the server sent it. */
  readonly oldest: number;
  /** Answers and messages that brought a price which was there already. */
  readonly vain: number;
  /** Complete answers with 200. */
  readonly answers: number;
  /** Text messages of the server … */
  readonly down: number;
  /** … and the client's own. */
  readonly up: number;
  /** Bytes of both heads of the latest handshake. */
  readonly handshake: number;
  /** Bytes of the longest answer, head and body. */
  readonly whole: number;
  /** Milliseconds that an exchange was open: from a request to the end of its answer, or of a WebSocket. */
  readonly held: number;
  readonly marks: Marks;
}

/** The n of the latest entry of each kind. */
type Marks = Partial<
  Record<"request" | "response" | "body" | "vain" | "unchanged" | "switched" | "down" | "before" | "up", number>
>;

type EntryOfLayer<L extends Entry["layer"]> = Extract<Entry, { layer: L }>;

const PRICE = /"n":(\d+),"price":[\d.]+,"age":(\d+)/g;
const utf8 = new TextDecoder();

export class LaneReader {
  readonly #races: readonly RaceRun[];
  readonly #seen = new Set<number>();
  /** By connection: when the request came whose answer is not complete. */
  readonly #open = new Map<string, number>();
  readonly #marks: Marks = {};
  #counts = { oldest: 0, vain: 0, answers: 0, down: 0, up: 0, handshake: 0, whole: 0, held: 0 };
  #prices = 0;
  /** Bytes of the latest request's head, and of its answer so far. */
  #asked = 0;
  #answer = 0;
  #status = 0;

  constructor(races: readonly RaceRun[]) {
    this.#races = races;
  }

  add(entry: Entry): void {
    if (entry.layer === "tcp" && entry.kind === "close") this.#end(entry);
    else if (entry.layer === "http") this.#http(entry);
    else if (entry.layer === "websocket" && entry.kind === "frame" && entry.data.name === "text") {
      if (entry.from === "client") {
        this.#counts.up++;
        this.#marks.up = entry.n;
        return;
      }
      this.#counts.down++;
      if (this.#marks.down !== undefined) this.#marks.before = this.#marks.down;
      this.#marks.down = entry.n;
      this.#read(entry.data.text ?? "", entry.n);
    }
  }

  /** @param now where the log ends: what is open then was open until then */
  traffic(now: number): Traffic {
    const held = [...this.#open.values()].reduce((sum, since) => sum + now - since, this.#counts.held);
    return { ...this.#counts, prices: this.#prices, held, marks: { ...this.#marks } };
  }

  #http(entry: EntryOfLayer<"http">): void {
    if (entry.kind === "request") {
      this.#open.set(entry.conn, entry.t);
      this.#asked = entry.data.length;
      this.#marks.request = entry.n;
    } else if (entry.kind === "response") {
      this.#status = entry.data.status;
      this.#answer = entry.data.length;
      if (this.#status === 101) {
        this.#marks.switched = entry.n;
        this.#counts.handshake = this.#asked + entry.data.length;
      } else if (this.#status === 304) {
        this.#marks.unchanged = entry.n;
        this.#end(entry);
      } else this.#marks.response = entry.n;
    } else if (entry.kind === "body" && entry.from === "server") this.#body(entry);
  }

  #body(entry: Extract<Entry, { layer: "http"; kind: "body" }>): void {
    const { length, final } = entry.data;
    this.#answer += entry.bytes.length;
    if (length > 0) this.#marks.body = entry.n;
    this.#read(utf8.decode(entry.bytes), entry.n);
    if (!final) return;
    if (this.#status === 200) this.#counts.answers++;
    this.#counts.whole = Math.max(this.#counts.whole, this.#answer);
    this.#end(entry);
  }

  /** What the server sent may be prices. */
  #read(text: string, n: number): void {
    for (const [, number, age] of text.matchAll(PRICE)) {
      const price = Number(number);
      if (this.#seen.has(price)) {
        this.#counts.vain++;
        this.#marks.vain = n;
      } else {
        this.#seen.add(price);
        if (!this.#races.some(({ after, last }) => price > after && price <= (last ?? Infinity))) continue;
        this.#prices++;
        this.#counts.oldest = Math.max(this.#counts.oldest, Number(age));
      }
    }
  }

  #end({ conn, t }: Entry): void {
    const since = this.#open.get(conn);
    if (since === undefined) return;
    this.#open.delete(conn);
    this.#counts.held += t - since;
  }
}
