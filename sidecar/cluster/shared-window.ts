/**
 * The shared log of a profile in the memory of one instance: loaded once, then followed. Everybody here reads from it, so that
 * a reader needs no Redis and a thousand of them cost one.
 */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { LogBounds } from '../hub/log/event-log.ts';
import { toHubMessage, type RedisEntry } from '../hub/log/redis-entry.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import { readLog, RedisReader } from '../hub/log/redis-reader.ts';
import { RedisReplica } from '../hub/log/redis-replica.ts';
import type { HubMessage } from '../hub/message.ts';
import type { ProfileKeys } from './keys.ts';

/** How long a reader waits until this instance has caught up with the log. */
const CATCH_UP_MS = 5_000;
const SWEEP_MS = 5_000;

const metaSchema = z.union([z.tuple([z.string(), z.string().transform(Number)]), z.tuple([z.null(), z.null()]).transform(() => undefined)]);

interface SharedWindowParts {
  readonly link: RedisLink;
  readonly profile: string;
  readonly keys: ProfileKeys;
  readonly bounds: LogBounds;
  /** A message that has come to the log, in its place. */
  readonly onMessage: (message: HubMessage) => void;
  /** The log does not go on from where this window ends: it has to be loaded again, and whoever reads from it begins anew. */
  readonly onBroken: (error?: unknown) => void;
}

export class SharedWindow {
  readonly replica: RedisReplica;
  readonly #parts: SharedWindowParts;
  readonly #sweeper: NodeJS.Timeout;
  readonly #arrivals = new Set<() => void>();
  #reader: RedisReader | undefined;
  #loading: Promise<boolean> | undefined;

  constructor(parts: SharedWindowParts) {
    this.#parts = parts;
    this.replica = new RedisReplica(parts.bounds);
    this.#sweeper = setInterval(() => this.replica.evict(), SWEEP_MS);
    this.#sweeper.unref();
  }

  get isLoaded(): boolean {
    return this.#reader !== undefined;
  }

  /** Resolves with whether there is a log. Rejects with `cluster-unavailable`. */
  load(): Promise<boolean> {
    if (this.isLoaded) return Promise.resolve(true);
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Resolves with the number of the last message if Redis has the log that is read here. Rejects with `cluster-unavailable`. */
  async check(): Promise<number> {
    const meta = await this.#meta();
    if (meta?.[0] === this.replica.epoch) return meta[1];
    // One that is gone may be restored by the holder of the connection.
    if (meta !== undefined) this.#parts.onBroken();
    throw new AppError('cluster-unavailable', 'The log that the instances share has begun anew.');
  }

  /** Resolves once everything is here that is in the log now. Rejects with `cluster-unavailable`. */
  async catchUp(): Promise<void> {
    const seq = await this.check();
    if (this.replica.next > seq) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (this.replica.next > seq) done(resolve);
      };
      const late = (): void => done(() => reject(new AppError('cluster-unavailable', 'The shared log could not be read in time.')));
      const timer = setTimeout(late, CATCH_UP_MS);
      const done = (settle: () => void): void => {
        clearTimeout(timer);
        this.#arrivals.delete(look);
        settle();
      };
      this.#arrivals.add(look);
    });
  }

  /** Forgets all; it can be loaded again. */
  clear(): void {
    this.#reader?.stop();
    this.#reader = undefined;
    this.replica.begin('', 1);
  }

  stop(): void {
    clearInterval(this.#sweeper);
    this.clear();
  }

  async #load(): Promise<boolean> {
    const { link, keys } = this.#parts;
    const meta = await this.#meta();
    if (meta === undefined) return false;
    const [epoch, seq] = meta;
    this.replica.begin(epoch, seq + 1);
    let isFirst = true;
    for await (const page of readLog(link, keys.log)) {
      for (const entry of page) {
        // The bounds may push out what was to come next while the pages are read.
        if (isFirst || entry.seq > this.replica.next) this.replica.begin(epoch, entry.seq);
        isFirst = false;
        this.replica.take(toHubMessage(this.#parts.profile, epoch, entry));
      }
    }
    const reader = new RedisReader({
      link,
      key: keys.log,
      next: () => this.replica.next,
      onEntries: (entries) => this.#follow(entries),
      onDamage: (error) => this.#parts.onBroken(error),
    });
    this.#reader = reader;
    reader.start();
    return true;
  }

  #follow(entries: readonly RedisEntry[]): void {
    const { profile, onMessage, onBroken } = this.#parts;
    for (const entry of entries) {
      if (entry.seq < this.replica.next) continue;
      const message = toHubMessage(profile, this.replica.epoch, entry);
      if (!this.replica.take(message)) {
        onBroken();
        return;
      }
      onMessage(message);
    }
    for (const notice of this.#arrivals) notice();
  }

  async #meta(): Promise<[epoch: string, seq: number] | undefined> {
    const { link, keys } = this.#parts;
    return metaSchema.parse(await link.command('HMGET', keys.meta, 'epoch', 'seq'));
  }
}
