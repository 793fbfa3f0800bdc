/** When Redis was away and comes back, or has lost all it had, whoever held a lease before takes it first: only he can restore the log. */
import type { RedisLink } from '../hub/log/redis-link.ts';

const PRECEDENCE_MS = 3_000;

export class Precedence {
  readonly #link: RedisLink;
  readonly #metaKey: string;
  #lostAt: number | undefined;

  constructor(link: RedisLink, metaKey: string) {
    this.#link = link;
    this.#metaKey = metaKey;
  }

  /** Rejects with `cluster-unavailable`. @param hasLog whether this instance reads a log, so that one that is not there was lost */
  async isForOthers(hasLog: boolean): Promise<boolean> {
    const { reconnectedAt } = this.#link;
    if (reconnectedAt !== undefined && Date.now() - reconnectedAt < PRECEDENCE_MS) return true;
    const isThere = !hasLog || (await this.#link.command('HEXISTS', this.#metaKey, 'epoch')) === 1;
    this.#lostAt = isThere ? undefined : (this.#lostAt ?? performance.now());
    return this.#lostAt !== undefined && performance.now() - this.#lostAt < PRECEDENCE_MS;
  }
}
