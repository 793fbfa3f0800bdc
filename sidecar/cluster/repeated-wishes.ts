/**
 * Notices that Redis has lost the wishes of a profile, and repeats those of this instance: what its readers use, and the
 * subscriptions without a reader that it knows of. The holder of the connection begins the hash anew under another name, so that
 * everybody notices who looks now and then.
 */
import { z } from 'zod';
import type { RedisLink } from '../hub/log/redis-link.ts';
import { profileKeys } from './keys.ts';
import { generationField, isKept, readHash, restoreKept } from './wishes.ts';

interface RepeatedWishesParts {
  readonly link: RedisLink;
  readonly profile: string;
  /** Says that this instance lives, before its wishes are read by somebody who would take them for those of a dead one. */
  readonly announce: () => Promise<void>;
  /** Writes down what the readers here use. */
  readonly wishAgain: () => Promise<void>;
}

export class RepeatedWishes {
  readonly #parts: RepeatedWishesParts;
  #generation: string | undefined;
  #kept = new Map<string, string>();

  constructor(parts: RepeatedWishesParts) {
    this.#parts = parts;
  }

  /** What is kept was changed here. @param value undefined where it is kept no more */
  note(field: string, value: string | undefined): void {
    if (value === undefined) this.#kept.delete(field);
    else this.#kept.set(field, value);
  }

  /**
   * Resolves with whether subscriptions are kept without a reader. Rejects with `cluster-unavailable`.
   * @param isListed the same as Redis has it
   */
  async look(isListed: boolean): Promise<boolean> {
    const { link, profile, announce, wishAgain } = this.#parts;
    const key = profileKeys(profile).wishes;
    const generation =
      z
        .string()
        .nullable()
        .parse(await link.command('HGET', key, generationField)) ?? undefined;
    if (generation === undefined || generation !== this.#generation) {
      await announce();
      await wishAgain();
      for (const [field, value] of this.#kept) await restoreKept(link, profile, field, value);
      this.#generation = generation;
      return isListed || this.#kept.size > 0;
    }
    const kept = isListed ? [...(await readHash(link, key))].filter(([field]) => isKept(field)) : [];
    this.#kept = new Map(kept);
    return isListed;
  }
}
