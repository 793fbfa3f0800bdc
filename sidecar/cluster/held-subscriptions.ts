/**
 * What the holder of a connection is subscribed to on behalf of all instances: it follows their wishes, keeps those of an
 * instance that is gone until its readers have had time to come back, and ends what nobody wants any more. An instance calls
 * when it wants something at once; the look at all wishes, at each news and every other second, mends what a call has missed.
 */
import { randomBytes } from 'node:crypto';
import type { Channel } from '../hub/channel.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { Sink } from '../hub/sink.ts';
import type { QoS } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import type { ProfileKeys } from './keys.ts';
import type { Peers } from './peers.ts';
import { generationField, isKept, readWishes, restoreKept, wishField, type Wish, type WishedOptions } from './wishes.ts';

const LOOK_MS = 2_000;
/** When Redis has lost the wishes, the instances have so long to notice and to repeat them. */
const REPEAT_MS = 6_000;

interface HeldSubscriptionsParts {
  readonly link: RedisLink;
  readonly profile: string;
  readonly keys: ProfileKeys;
  readonly peers: Peers;
  readonly channel: Channel;
  readonly lingerMs: number;
  readonly log: Log;
  /** Nobody uses the connection, and nothing is kept for anybody. */
  readonly onUnused: () => void;
}

interface Held {
  readonly sink: Sink;
  readonly filter: string;
  readonly options: WishedOptions;
  /** `performance.now()` at the latest call for it. */
  readonly at: number;
}

export class HeldSubscriptions {
  readonly #parts: HeldSubscriptionsParts;
  readonly #startedAt = performance.now();
  /** By the field of the wish. */
  readonly #held = new Map<string, Held>();
  /** Since when the instance of a wish is gone, by field. */
  readonly #orphans = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #isStopped = false;
  #lostAt = -Infinity;

  constructor(parts: HeldSubscriptionsParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** As `Channel.subscribe`; the retained messages come into the log once more, unless only those of a new subscription are asked for. */
  async subscribe(instance: string, filter: string, options: WishedOptions): Promise<{ qos: QoS }> {
    return this.#subscribe(wishField(instance, filter), filter, options, options.retainHandling === undefined ? 'always' : 'never');
  }

  /** A subscription that is kept without a reader, under the field of its wish. */
  async keep(field: string, filter: string, options: WishedOptions): Promise<{ qos: QoS }> {
    return this.#subscribe(field, filter, { ...options, retainHandling: 1 }, 'never');
  }

  async unsubscribe(instance: string, filter: string): Promise<void> {
    await this.#end(wishField(instance, filter));
  }

  /** Follows the wishes as they stand in Redis now; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#parts.log.debug('The wishes of the instances could not be read', { error }))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { link, keys, peers, log } = this.#parts;
    const lookedAt = performance.now();
    const { generation, users, wishes } = await readWishes(link, keys.wishes);
    if (generation === undefined) await this.#beginAnew();
    const instances = new Set([...users, ...wishes.flatMap(({ instance }) => instance ?? [])]);
    const alive = await peers.alive([...instances]);
    if (this.#isStopped) return;
    const usedBy = new Set(users.filter((user) => alive.has(user)));
    const wanted = await this.#withoutOrphans(wishes, usedBy);
    const missing = [...wanted.values()].filter(({ field }) => !this.#held.has(field));
    const isBack = link.reconnectedAt !== undefined && Date.now() - link.reconnectedAt < REPEAT_MS;
    const mayBeRepeated = isBack || lookedAt - this.#lostAt < REPEAT_MS;
    const gone = mayBeRepeated ? [] : [...this.#held].filter(([field, { at }]) => at < lookedAt && !wanted.has(field));
    const outcomes = await Promise.allSettled([
      ...missing.map(({ field, filter, options }) => this.#subscribe(field, filter, { ...options, retainHandling: 1 }, 'never')),
      ...gone.map(([field]) => this.#end(field)),
      ...this.#endLeftovers(wanted.values()),
      ...users.filter((user) => !alive.has(user)).map((user) => link.command('HDEL', keys.wishes, `use ${user}`)),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') log.warn('A subscription for all instances could not be changed', { error: outcome.reason });
    }
    if (usedBy.size === 0 && wanted.size === 0 && !mayBeRepeated && !this.#isStopped) this.#parts.onUnused();
  }

  /** Redis has lost the wishes, or there were none: what is kept without a reader is known here, all else to those who wish. */
  async #beginAnew(): Promise<void> {
    const { link, keys, profile } = this.#parts;
    this.#lostAt = performance.now();
    const kept = [...this.#held].filter(([field]) => isKept(field));
    for (const [field, { filter, options }] of kept)
      await restoreKept(link, profile, field, JSON.stringify({ topic: filter, qos: options.qos }));
    await link.command('HSETNX', keys.wishes, generationField, randomBytes(9).toString('base64url'));
  }

  /** The wishes that count, by field; those of instances that are gone do for a while. */
  async #withoutOrphans(wishes: readonly Wish[], usedBy: ReadonlySet<string>): Promise<Map<string, Wish>> {
    const { link, keys, lingerMs } = this.#parts;
    const now = performance.now();
    const wanted = new Map(wishes.map((wish) => [wish.field, wish]));
    for (const { field, instance } of wishes) {
      if (instance === undefined || usedBy.has(instance)) {
        this.#orphans.delete(field);
        continue;
      }
      const since = this.#orphans.get(field) ?? now;
      this.#orphans.set(field, since);
      if (now - since < lingerMs) continue;
      await link.command('HDEL', keys.wishes, field);
      this.#orphans.delete(field);
      wanted.delete(field);
    }
    return wanted;
  }

  /** What the broker's session holds from earlier and nobody has asked for since. */
  #endLeftovers(wanted: Iterable<Wish>): Promise<void>[] {
    const { channel, lingerMs } = this.#parts;
    if (performance.now() - this.#startedAt < lingerMs) return [];
    const filters = new Set([...wanted].map(({ filter }) => filter));
    return channel.coverage.filters
      .filter(({ filter }) => !filters.has(filter) && !channel.hasReaders(filter))
      .map(({ filter }) => channel.coverage.upstream.unsubscribe(filter));
  }

  async #subscribe(field: string, filter: string, options: WishedOptions, retained: 'always' | 'never'): Promise<{ qos: QoS }> {
    // What is in the log comes to its readers from there; here nobody reads.
    const sink = this.#held.get(field)?.sink ?? { deliver() {} };
    const before = this.#held.get(field);
    this.#held.set(field, { sink, filter, options, at: performance.now() });
    try {
      return await this.#parts.channel.subscribe(sink, filter, { ...options, retained });
    } catch (error) {
      if (before === undefined) this.#held.delete(field);
      throw error;
    }
  }

  async #end(field: string): Promise<void> {
    const held = this.#held.get(field);
    if (held === undefined) return;
    this.#held.delete(field);
    await this.#parts.channel.unsubscribe(held.sink, held.filter);
  }
}
