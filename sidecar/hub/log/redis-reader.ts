/**
 * Follows a log in Redis: one blocking read after the other on a connection of its own, whatever number of readers there is in
 * this process. It hands on what it reads, in order, and goes on by itself when Redis was away.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { fromEntry, streamId, type RedisEntry } from './redis-entry.ts';
import type { RedisLink } from './redis-link.ts';

/** How long Redis waits for something to come before it says that there is nothing. */
const BLOCK_MS = 2_000;
/** A connection on which not even that comes is dead. */
const SILENCE_MS = 6_000;
/** Entries of one read. */
const PAGE = 500;
const RETRY_MS = 100;

const repliesSchema = z.array(z.tuple([z.instanceof(Buffer), z.array(z.unknown())])).nullable();
const rangeSchema = z.array(z.unknown());

interface ReaderParts {
  readonly link: RedisLink;
  readonly key: string;
  /** Number of the message that is to come next. */
  readonly next: () => number;
  readonly onEntries: (entries: readonly RedisEntry[]) => void;
  /** Something is in the log that this program has not written. */
  readonly onDamage: (error: unknown) => void;
}

export class RedisReader {
  readonly #parts: ReaderParts;
  #redis: Redis | undefined;
  #stopped = false;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#redis = this.#parts.link.open({ socketTimeout: SILENCE_MS });
    void this.#follow(this.#redis);
  }

  stop(): void {
    this.#stopped = true;
    this.#redis?.disconnect();
  }

  async #follow(redis: Redis): Promise<void> {
    const { key, next, onEntries, onDamage } = this.#parts;
    while (!this.#stopped) {
      let reply: unknown;
      try {
        reply = await redis.callBuffer('XREAD', ['COUNT', PAGE, 'BLOCK', BLOCK_MS, 'STREAMS', key, streamId(next() - 1)]);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      if (this.#stopped) return;
      try {
        const [stream] = repliesSchema.parse(reply) ?? [];
        if (stream !== undefined) onEntries(stream[1].map(fromEntry));
      } catch (error) {
        onDamage(error);
        return;
      }
    }
  }
}

/** What stands in a log from the beginning on, a page at a time. Rejects with `cluster-unavailable`. */
export async function* readLog(link: RedisLink, key: string): AsyncGenerator<RedisEntry[]> {
  for (let from = '-'; ;) {
    const page = rangeSchema.parse(await link.commandBytes('XRANGE', key, from, '+', 'COUNT', PAGE)).map(fromEntry);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    from = `(${streamId(page.at(-1)?.seq ?? 0)}`;
  }
}

/** The latest entries of a log, the newest first. Rejects with `cluster-unavailable`. */
export async function readLatest(link: RedisLink, key: string, count: number): Promise<RedisEntry[]> {
  return rangeSchema.parse(await link.commandBytes('XREVRANGE', key, '+', '-', 'COUNT', count)).map(fromEntry);
}
