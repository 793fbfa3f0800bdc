/**
 * Subscriptions that are kept alive without a reader, so that their history is complete. Those on a profile are remembered
 * with the history: where that outlives the process, they are made again at the start. Used by the HTTP API, which checks
 * before who may do what.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { QoS } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import type { Channel } from './channel.ts';
import type { Hub } from './hub.ts';
import type { Notes } from './log/event-log.ts';
import type { ProfileConnections } from './profile-connections.ts';
import type { Sink } from './sink.ts';

export interface DurableSubscription {
  readonly id: string;
  /** The topic filter. */
  readonly topic: string;
  readonly qos: QoS;
}

interface Kept {
  readonly subscription: DurableSubscription;
  readonly connection: string;
  readonly sink: Sink;
  readonly channel: Channel;
  release(): Promise<void>;
}

interface Parts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly notes: Notes;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** How many there may be in all. */
  readonly max: number;
}

const PREFIX = 'durable ';

const noteSchema = z.object({ connection: z.string(), topic: z.string(), qos: z.literal([0, 1, 2]) });

/** It reads nothing: that the message is in the log is all that is wanted. */
function silentSink(): Sink {
  return { deliver() {} };
}

export class DurableSubscriptions {
  readonly #parts: Parts;
  readonly #kept = new Map<string, Kept>();
  /** What is being added, by connection and topic: the same asked for twice at once is one. */
  readonly #adding = new Map<string, Promise<void>>();
  readonly #stopWatching: () => void;
  /** New ones that are being added. */
  #making = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    // The change may be told in the middle of opening a connection, before its profile knows it.
    this.#stopWatching = parts.hub.onChange((id) => queueMicrotask(() => this.#follow(id)));
  }

  /** @param connection a profile's name or a connection's id */
  list(connection: string): DurableSubscription[] {
    return [...this.#kept.values()].filter((kept) => kept.connection === connection).map(({ subscription }) => subscription);
  }

  /**
   * Subscribes and keeps it so; on a profile also after a restart. The same filter again gets the QoS given and keeps its id.
   * Rejects with `limit-reached`, `connection-not-found`, as `ProfileConnections.acquire`, or as `Channel.subscribe`.
   */
  async add(connection: string, topic: string, qos: QoS): Promise<DurableSubscription> {
    const key = JSON.stringify([connection, topic]);
    const adding = (this.#adding.get(key) ?? Promise.resolve()).then(() => this.#add(connection, topic, qos));
    const settled = adding.then(
      () => {},
      () => {},
    );
    this.#adding.set(key, settled);
    try {
      return await adding;
    } finally {
      if (this.#adding.get(key) === settled) this.#adding.delete(key);
    }
  }

  /** Rejects with `subscription-not-found`. */
  async remove(connection: string, id: string): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept?.connection !== connection) {
      throw new AppError('subscription-not-found', `There is no subscription ${id} on ${connection}.`, {
        hint: 'GET …/subscriptions lists those that are kept.',
      });
    }
    this.#kept.delete(id);
    this.#parts.notes.delete(PREFIX + id);
    await kept.channel.detach(kept.sink);
    await kept.release();
  }

  /** Makes again what an earlier process has kept. A broker that cannot be reached is tried until it can. */
  restore(): void {
    const { profiles, notes, log } = this.#parts;
    for (const [key, value] of notes.entries(PREFIX)) {
      const { connection, topic, qos } = noteSchema.parse(JSON.parse(value));
      const subscription = { id: key.slice(PREFIX.length), topic, qos };
      if (!profiles.has(connection)) {
        log.warn('A kept subscription is forgotten, since its profile does not exist any more', { profile: connection, filter: topic });
        notes.delete(key);
        continue;
      }
      this.#hold(subscription, connection);
    }
  }

  /** Gives the connections back; what is remembered stays. */
  async close(): Promise<void> {
    this.#stopWatching();
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(kept.map(({ release }) => release()));
  }

  async #add(connection: string, topic: string, qos: QoS): Promise<DurableSubscription> {
    const before = [...this.#kept.values()].find((kept) => kept.connection === connection && kept.subscription.topic === topic);
    if (before !== undefined) return this.#subscribe(before.subscription.id, before, topic, qos);
    if (this.#kept.size + this.#making >= this.#parts.max) {
      throw new AppError('limit-reached', `${this.#parts.max} subscriptions are kept already, which is the limit (limits.subscriptions).`, {
        hint: 'Delete one that is no longer needed, or use a wildcard (+ or #) that covers several topics.',
      });
    }
    this.#making += 1;
    try {
      const { channel, release } = await this.#use(connection);
      try {
        const id = `sub-${randomBytes(9).toString('base64url')}`;
        return await this.#subscribe(id, { connection, sink: silentSink(), channel, release }, topic, qos);
      } catch (error) {
        await release();
        throw error;
      }
    } finally {
      this.#making -= 1;
    }
  }

  async #subscribe(id: string, use: Omit<Kept, 'subscription'>, topic: string, qos: QoS): Promise<DurableSubscription> {
    const { connection, sink, channel, release } = use;
    const granted = await channel.subscribe(sink, topic, { qos, retained: 'never' });
    const subscription = { id, topic, qos: granted.qos };
    this.#kept.set(id, { subscription, connection, sink, channel, release });
    if (this.#parts.profiles.has(connection)) this.#parts.notes.set(PREFIX + id, JSON.stringify({ connection, topic, qos: granted.qos }));
    return subscription;
  }

  #hold(subscription: DurableSubscription, connection: string): void {
    const { profiles, log } = this.#parts;
    const { id, topic, qos } = subscription;
    const warn = (error: unknown): void => log.warn('A kept subscription could not be made', { profile: connection, filter: topic, error });
    try {
      const { channel, release } = profiles.hold(connection);
      const sink = silentSink();
      this.#kept.set(id, { subscription, connection, sink, channel, release });
      channel.subscribe(sink, topic, { qos, retainHandling: 1, retained: 'never' }).catch(warn);
    } catch (error) {
      warn(error);
    }
  }

  /** A connection that had failed was made anew, perhaps with another password; or one that is not a profile's was closed. */
  #follow(connection: string): void {
    const { hub, profiles } = this.#parts;
    const open = hub.get(connection);
    for (const kept of this.#kept.values()) {
      if (kept.connection !== connection || kept.channel === open?.channel) continue;
      if (open !== undefined && profiles.has(connection)) {
        this.#hold(kept.subscription, connection);
        void kept.release();
      } else if (open === undefined && !profiles.has(connection)) this.#kept.delete(kept.subscription.id);
    }
  }

  async #use(connection: string): Promise<{ channel: Channel; release(): Promise<void> }> {
    const { hub, profiles } = this.#parts;
    if (profiles.has(connection)) return profiles.acquire(connection);
    const open = hub.get(connection);
    if (open === undefined) throw new AppError('connection-not-found', `There is no connection "${connection}".`);
    return { channel: open.channel, release: async () => {} };
  }
}
