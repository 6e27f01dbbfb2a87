/**
 * One direction of a cable while faults act on it: what passes is held back, and let go later, slower or not at all.
 * Order is kept whatever happens, as TCP keeps it.
 */

/** What a line is like. Both ends of a healthy one: no delay, no limit. */
export interface Traits {
  /** Milliseconds that everything is under way longer. */
  delay: number;
  /** Up to so many milliseconds more, drawn anew for each piece. */
  jitter: number;
  /** Bytes a second; Infinity: as many as come. */
  rate: number;
}

export const HEALTHY: Traits = { delay: 0, jitter: 0, rate: Infinity };

/** So many bytes may be under way before whoever sends has to wait, as for a system's own buffer. */
export const WINDOW = 65_536;

/** A slow line passes bytes in small pieces, one each time: milliseconds. */
const TICK = 20;

type Done = () => void;

/** `bytes` null: this direction ends. */
interface Held {
  bytes: Buffer | null;
  due: number;
  /** To be called when whoever sent it may send more. */
  done: Done | undefined;
}

export interface WayEnds {
  /** Lets it pass, and calls `done` when the next may follow. */
  pass(bytes: Buffer | null, done: Done): void;
  /** There is room again. */
  drained(): void;
}

export class Way {
  readonly #ends: WayEnds;
  readonly #held: Held[] = [];
  #bytes = 0;
  #traits = HEALTHY;
  #frozen = false;
  #notBefore = 0;
  #latest = 0;
  /** What the rate lets pass at once, and since when. */
  #credit = { bytes: 0, at: 0 };
  #timer: NodeJS.Timeout | undefined;
  #passing = false;

  constructor(ends: WayEnds) {
    this.#ends = ends;
  }

  /** Nothing is held and nothing would be: as if there was no such thing. */
  get idle(): boolean {
    const holds = this.#held.length > 0 || this.#passing || this.#notBefore > performance.now();
    return !this.#frozen && this.#traits === HEALTHY && !holds;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Whoever sends should wait. */
  get full(): boolean {
    return this.#frozen ? this.#held.length > 0 : this.#bytes >= WINDOW;
  }

  /**
   * @param done is called when more may be sent; after the end, when it has passed
   * @returns whether more may be sent at once
   */
  take(bytes: Buffer | null, done?: Done): boolean {
    const { delay, jitter } = this.#traits;
    const due = Math.max(this.#latest, this.#notBefore, performance.now() + delay + Math.random() * jitter);
    this.#latest = due;
    const held: Held = { bytes, due, done };
    this.#held.push(held);
    this.#bytes += bytes?.length ?? 0;
    if (bytes && !this.full) this.#acknowledge(held);
    this.#run();
    return !this.full;
  }

  /** Changes what the line is like, for what comes from now on; its rate at once. */
  shape(traits: Traits): void {
    const isLate = traits.delay > 0 || traits.jitter > 0;
    this.#traits = isLate || traits.rate < Infinity ? traits : HEALTHY;
    if (!isLate) this.#letGoAt(this.#notBefore);
    this.#run();
  }

  /** What comes within the next milliseconds passes after them. */
  hold(milliseconds: number): void {
    this.#notBefore = performance.now() + milliseconds;
  }

  /** What `hold` held back need not wait for that any more. */
  release(): void {
    if (this.#notBefore === 0) return;
    this.#notBefore = 0;
    if (this.#traits.delay === 0 && this.#traits.jitter === 0) this.#letGoAt(0);
    this.#run();
  }

  #letGoAt(time: number): void {
    this.#latest = time;
    for (const held of this.#held) held.due = time;
  }

  freeze(): void {
    this.#frozen = true;
    this.#sleep();
  }

  thaw(): void {
    this.#frozen = false;
    this.#run();
  }

  /** Forgets what is held: there is nobody any more to pass it to. */
  clear(): void {
    this.#sleep();
    this.#held.length = this.#bytes = 0;
  }

  #acknowledge(held: Held): void {
    const { done } = held;
    held.done = undefined;
    done?.();
  }

  #run(): void {
    this.#sleep();
    while (!this.#frozen && !this.#passing && this.#held.length > 0) {
      const now = performance.now();
      const head = this.#held[0]!;
      if (head.due > now) return this.#wake(head.due - now);
      const size = this.#pieceOf(head.bytes?.length ?? 0);
      const missing = this.#charge(size, now);
      if (missing > 0) return this.#wake(missing);
      this.#pass(head, size);
    }
  }

  /** A slow line passes what it does in one tick. */
  #pieceOf(length: number): number {
    return Math.min(length, Math.max(1, Math.floor((this.#traits.rate * TICK) / 1_000)));
  }

  /** @returns milliseconds until so many bytes may pass; 0: they may now, and count */
  #charge(size: number, now: number): number {
    const { rate } = this.#traits;
    if (rate === Infinity) return 0;
    const { bytes, at } = this.#credit;
    // A late timer must not make the line slower, nor silence make it faster later.
    const credit = Math.min(2 * Math.max(1, (rate * TICK) / 1_000), bytes + ((now - at) * rate) / 1_000);
    this.#credit = { bytes: credit < size ? credit : credit - size, at: now };
    return credit < size ? ((size - credit) / rate) * 1_000 : 0;
  }

  #pass(head: Held, size: number): void {
    const { bytes } = head;
    const whole = !bytes || size === bytes.length;
    if (whole) this.#held.shift();
    else head.bytes = bytes.subarray(size);
    this.#bytes -= size;
    const wasSync = { now: true };
    this.#passing = true;
    this.#ends.pass(bytes && bytes.subarray(0, size), () => {
      this.#passing = false;
      if (!bytes) this.#acknowledge(head);
      if (!this.full) this.#letMoreCome(head);
      if (!wasSync.now) this.#run();
    });
    wasSync.now = false;
  }

  #letMoreCome(passed: Held): void {
    for (const held of [passed, ...this.#held]) if (held.bytes) this.#acknowledge(held);
    this.#ends.drained();
  }

  #wake(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#run(), Math.ceil(milliseconds));
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
