/** First in, first out, and readable in between: an item keeps the number that it got when it came. */
export class Queue<T> {
  #items: T[] = [];
  #head = 0;
  #first = 0;

  /** Number of the oldest item held; equals `end` when empty. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next item will get. */
  get end(): number {
    return this.#first + this.length;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** @param number from `first` up to, without, `end`; undefined outside. */
  at(number: number): T | undefined {
    return number < this.#first ? undefined : this.#items[number - this.#first + this.#head];
  }

  /** Puts an item before the one that has this number; that one and all later ones move up by one. */
  insert(number: number, item: T): void {
    this.#items.splice(number - this.#first + this.#head, 0, item);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#head++;
    this.#first++;
    // Array.prototype.shift moves everything each time; this moves half as much as was taken, now and then.
    if (this.#head > 1_024 && this.#head > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#first = this.end;
    this.#items = [];
    this.#head = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = this.#head; i < this.#items.length; i++) yield this.#items[i]!;
  }
}
