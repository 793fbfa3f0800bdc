/**
 * How fast one session may publish (`limits.publishesPerMinute`): a token bucket that holds a minute's worth, so that a burst
 * passes and a loop does not. Used by the scope. Time is handed in.
 */
import { AppError } from '../errors.ts';

const MINUTE_MS = 60_000;

export class PublishPace {
  readonly #perMinute: number;
  readonly #now: () => number;
  #left: number;
  #countedAt: number;

  /** @param now milliseconds; never runs backwards */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
    this.#left = perMinute;
    this.#countedAt = now();
  }

  /** Whether a whole minute's worth may be published. */
  get isRested(): boolean {
    this.#refill();
    return this.#left >= this.#perMinute;
  }

  /** @throws AppError `limit-reached`, which says when to go on */
  take(): void {
    this.#refill();
    if (this.#left >= 1) {
      this.#left -= 1;
      return;
    }
    const waitSeconds = Math.ceil(((1 - this.#left) * MINUTE_MS) / this.#perMinute / 1_000);
    throw new AppError('limit-reached', `This session has published ${this.#perMinute} messages within a minute, which is the limit.`, {
      hint: `Try again in ${waitSeconds} s, or raise limits.publishesPerMinute.`,
    });
  }

  #refill(): void {
    const now = this.#now();
    this.#left = Math.min(this.#perMinute, this.#left + ((now - this.#countedAt) * this.#perMinute) / MINUTE_MS);
    this.#countedAt = now;
  }
}

/** The paces of callers without a session, by who they are; those that have rested long enough are forgotten. */
export class PublishPaces {
  readonly #perMinute: number;
  readonly #paces = new Map<string, PublishPace>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  of(principal: string): PublishPace {
    for (const [id, pace] of this.#paces) if (pace.isRested) this.#paces.delete(id);
    const pace = this.#paces.get(principal) ?? new PublishPace(this.#perMinute);
    this.#paces.set(principal, pace);
    return pace;
  }
}
