/**
 * The broker connections that callers of the API have opened: their own, by URL, and the profiles' ones they keep open. They
 * last until they are closed by a call, since a caller of HTTP has no session that could end.
 */
import { AppError } from '../../errors.ts';
import type { Hub, OpenChannel } from '../../hub/hub.ts';
import type { ProfileConnections, ChannelLease } from '../../hub/profile-connections.ts';
import type { ConnectionOptions } from '../../mqtt/types.ts';
import type { Principal } from '../../security/principal.ts';

interface ApiConnectionsParts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  /** Connections of one principal. */
  readonly maxConnections: number;
}

export class ApiConnections {
  readonly #parts: ApiConnectionsParts;
  /** Leases of profiles, by principal and profile. */
  readonly #held = new Map<string, ChannelLease>();

  constructor(parts: ApiConnectionsParts) {
    this.#parts = parts;
  }

  /** Rejects with `limit-reached`, or as `BrokerConnection.ready` does. */
  async open(options: ConnectionOptions, { id }: Principal): Promise<OpenChannel> {
    const { hub, maxConnections } = this.#parts;
    const own = [...hub.channels].filter(({ owner }) => owner.kind === 'api' && owner.principal === id);
    if (own.length >= maxConnections) {
      throw new AppError('limit-reached', `You have ${own.length} connections open, which is the limit (limits.connectionsPerSession).`);
    }
    const owner = { kind: 'api', principal: id } as const;
    const channel = hub.open(options, owner);
    try {
      await channel.connection.ready();
      return { channel, owner };
    } catch (error) {
      await hub.close(channel);
      throw error;
    }
  }

  /** Keeps a profile's connection open until it is let go. Rejects as `ProfileConnections.acquire` does. */
  async hold(profile: string, principal: Principal): Promise<OpenChannel> {
    const lease = await this.#parts.profiles.acquire(profile);
    const key = keyOf(profile, principal);
    const before = this.#held.get(key);
    this.#held.set(key, lease);
    await before?.release();
    return { channel: lease.channel, owner: { kind: 'profile', profile } };
  }

  /** Others who use the profile's connection keep it. */
  async letGo(profile: string, principal: Principal): Promise<void> {
    const key = keyOf(profile, principal);
    const lease = this.#held.get(key);
    this.#held.delete(key);
    await lease?.release();
  }
}

function keyOf(profile: string, { id }: Principal): string {
  return JSON.stringify([id, profile]);
}
