/**
 * What the holder of a connection notes of its subscriptions (`hub/coverage.ts`), kept in Redis for the next holder and for
 * the readers of the log. In memory as long as it is held; a change is written at once, and again while Redis was away.
 */
import type { Notes } from '../hub/log/event-log.ts';
import { MemoryNotes } from '../hub/log/memory-notes.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import { changeHashScript } from '../hub/log/redis-scripts.ts';
import type { ProfileKeys } from './keys.ts';
import { readHash } from './wishes.ts';

const RETRY_MS = 200;

interface RedisNotesParts {
  readonly link: RedisLink;
  readonly keys: ProfileKeys;
  /** Who holds the lease; nothing is written without it. */
  readonly holder: () => string | undefined;
}

export class RedisNotes implements Notes {
  readonly #parts: RedisNotesParts;
  readonly #unsaved = new Set<string>();
  readonly #memory = new MemoryNotes((key) => {
    this.#unsaved.add(key);
    this.#saveSoon();
  });
  #saving: Promise<void> | undefined;

  constructor(parts: RedisNotesParts) {
    this.#parts = parts;
  }

  /** What an earlier holder has noted. Rejects with `cluster-unavailable`. */
  async load(): Promise<void> {
    const { link, keys } = this.#parts;
    for (const [key, value] of await readHash(link, keys.notes)) this.#memory.adopt(key, value);
  }

  get(key: string): string | undefined {
    return this.#memory.get(key);
  }

  set(key: string, value: string): void {
    this.#memory.set(key, value);
  }

  delete(key: string): void {
    this.#memory.delete(key);
  }

  entries(prefix: string): Iterable<readonly [key: string, value: string]> {
    return this.#memory.entries(prefix);
  }

  /** Redis has lost them. */
  saveAll(): void {
    for (const key of this.#memory.keys) this.#unsaved.add(key);
    this.#saveSoon();
  }

  /** Resolves once everything is in Redis, or cannot get there any more. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  #saveSoon(): void {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
  }

  async #save(): Promise<void> {
    const { link, keys, holder: holderNow } = this.#parts;
    while (this.#unsaved.size > 0) {
      const holder = holderNow();
      if (holder === undefined) return;
      const changed = [...this.#unsaved];
      this.#unsaved.clear();
      try {
        const changes = changed.flatMap((key) => [key, this.get(key) ?? '']);
        await link.run(changeHashScript, [keys.lease, keys.notes], [holder, ...changes]);
      } catch {
        for (const key of changed) this.#unsaved.add(key);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
