/**
 * How fast one session (`limits.publishesPerMinute`) or one user of the HTTP API (`limits.apiPublishesPerMinute`) may publish: a
 * token bucket that holds a minute's worth, so that a burst passes and a loop does not. Used by the scope and by the API. Time is
 * handed in.
 */
import { AppError } from '../errors.ts';

const MINUTE_MS = 60_000;

export class PublishPace {
  readonly #perMinute: number;
  readonly #setting: string;
  readonly #now: () => number;
  #left: number;
  #countedAt: number;

  /**
   * @param setting what it is raised by
   * @param now milliseconds; never runs backwards
   */
  constructor(perMinute: number, setting = 'limits.publishesPerMinute', now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#setting = setting;
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
    throw new AppError('limit-reached', `You have published ${this.#perMinute} messages within a minute, which is the limit.`, {
      hint: `Try again in ${waitSeconds} s, or raise ${this.#setting}.`,
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
  readonly #setting: string | undefined;
  readonly #paces = new Map<string, PublishPace>();
  /** How many there may be before it is looked who has rested: each look passes all of them. */
  #crowd = 100;

  constructor(perMinute: number, setting?: string) {
    this.#perMinute = perMinute;
    this.#setting = setting;
  }

  of(principal: string): PublishPace {
    const known = this.#paces.get(principal);
    if (known !== undefined) return known;
    if (this.#paces.size >= this.#crowd) this.#forgetRested();
    const pace = new PublishPace(this.#perMinute, this.#setting);
    this.#paces.set(principal, pace);
    return pace;
  }

  #forgetRested(): void {
    for (const [id, pace] of this.#paces) if (pace.isRested) this.#paces.delete(id);
    this.#crowd = Math.max(100, this.#paces.size * 2);
  }
}
