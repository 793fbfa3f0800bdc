/**
 * A list that keeps the latest entries up to a fixed number. The log and the activity record hold what the dashboard shows
 * in it.
 */
export class Ring<T> {
  readonly #capacity: number;
  readonly #slots: T[] = [];
  #next = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`The capacity of a ring is a positive integer, not ${capacity}.`);
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#slots.length;
  }

  push(entry: T): void {
    this.#slots[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The oldest first. */
  toArray(): T[] {
    if (this.#slots.length < this.#capacity) return this.#slots.slice();
    return [...this.#slots.slice(this.#next), ...this.#slots.slice(0, this.#next)];
  }
}
