/**
 * Counts events and tells how many there were a second lately. Used for the figures of the dashboard; counting costs an
 * addition and a look at the clock, so that it may stand in the path of every message.
 */

/** Milliseconds that never go back; `performance.now` by default. */
type MonotonicClock = () => number;

export class RateCounter {
  readonly #now: MonotonicClock;
  readonly #startedAt: number;
  /** One bucket a second, and one for the second that is passing. */
  readonly #buckets: Float64Array;
  #second: number;
  #total = 0;

  constructor({
    windowSeconds = 5,
    now = () => performance.now(),
  }: { readonly windowSeconds?: number; readonly now?: MonotonicClock } = {}) {
    this.#now = now;
    this.#startedAt = now();
    this.#buckets = new Float64Array(windowSeconds + 1);
    this.#second = Math.floor(this.#startedAt / 1000);
  }

  /** All events since the counter was made. */
  get total(): number {
    return this.#total;
  }

  add(events = 1): void {
    this.#moveTo(this.#now());
    const at = this.#second % this.#buckets.length;
    this.#buckets[at] = (this.#buckets[at] ?? 0) + events;
    this.#total += events;
  }

  /** Events a second over the window that ends now; over the counter's own age while that is shorter (one second at least). */
  perSecond(): number {
    const now = this.#now();
    this.#moveTo(now);
    const windowSeconds = this.#buckets.length - 1;
    const oldest = this.#buckets[(this.#second + 1) % this.#buckets.length] ?? 0;
    const passed = Math.min(1, Math.max(0, now / 1000 - this.#second));
    const inWindow = this.#buckets.reduce((sum, events) => sum + events, 0) - oldest * passed;
    const ageSeconds = Math.max(1, (now - this.#startedAt) / 1000);
    return inWindow / Math.min(windowSeconds, ageSeconds);
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1000);
    if (second <= this.#second) return;
    const empty = Math.min(second - this.#second, this.#buckets.length);
    for (let step = 1; step <= empty; step += 1) this.#buckets[(this.#second + step) % this.#buckets.length] = 0;
    this.#second = second;
  }
}
