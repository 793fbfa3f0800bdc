/**
 * Subscriptions without a reader on profiles that the instances share: every instance lists, makes and ends the same ones, and
 * whichever holds the broker connection keeps them. Those on a caller's own connection stay with `hub/durable-subscriptions.ts`.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { DurableSubscription, DurableSubscriptions } from '../hub/durable-subscriptions.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { QoS } from '../mqtt/types.ts';
import { keptProfilesKey, profileKeys } from './keys.ts';
import type { SharedProfiles } from './shared-profiles.ts';
import { keptField, readKept } from './wishes.ts';

interface KeptSubscriptionsParts {
  readonly link: RedisLink;
  readonly shared: SharedProfiles;
  readonly profiles: ProfileConnections;
  readonly own: DurableSubscriptions;
}

export class KeptSubscriptions {
  readonly #parts: KeptSubscriptionsParts;

  constructor(parts: KeptSubscriptionsParts) {
    this.#parts = parts;
  }

  /** Rejects with `cluster-unavailable`. */
  async list(connection: string): Promise<DurableSubscription[]> {
    const { link, profiles, own } = this.#parts;
    return profiles.has(connection) ? readKept(link, profileKeys(connection).wishes) : own.list(connection);
  }

  /** Rejects with `cluster-unavailable`, or as `DurableSubscriptions.add`. */
  async add(connection: string, topic: string, qos: QoS): Promise<DurableSubscription> {
    const { link, shared, profiles, own } = this.#parts;
    if (!profiles.has(connection)) return own.add(connection, topic, qos);
    const lease = await profiles.acquire(connection);
    try {
      const before = (await this.list(connection)).find((kept) => kept.topic === topic);
      const id = before?.id ?? `sub-${randomBytes(9).toString('base64url')}`;
      const granted = await shared.keep(connection, keptField(id), topic, qos);
      const subscription = { id, topic, qos: granted.qos };
      const value = JSON.stringify({ topic, qos: granted.qos });
      await link.command('HSET', profileKeys(connection).wishes, keptField(id), value);
      await link.command('SADD', keptProfilesKey, connection);
      shared.keptChanged(connection, keptField(id), value);
      return subscription;
    } finally {
      await lease.release();
    }
  }

  /** Rejects with `subscription-not-found` or `cluster-unavailable`. */
  async remove(connection: string, id: string): Promise<void> {
    const { link, profiles, own, shared } = this.#parts;
    if (!profiles.has(connection)) return own.remove(connection, id);
    const removed = await link.command('HDEL', profileKeys(connection).wishes, keptField(id));
    if (removed === 0) throw new AppError('subscription-not-found', `There is no subscription ${id} on ${connection}.`);
    if ((await this.list(connection)).length === 0) await link.command('SREM', keptProfilesKey, connection);
    shared.keptChanged(connection, keptField(id), undefined);
  }
}
