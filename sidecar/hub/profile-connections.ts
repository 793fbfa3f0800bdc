/**
 * The connections that belong to profiles: opened when the first reader names the profile, shared by all who do, closed
 * when the last has let go. Sessions that open a connection of their own do not come here.
 */
import { AppError } from '../errors.ts';
import type { ConnectionOptions } from '../mqtt/types.ts';
import type { Channel } from './channel.ts';
import type { Hub } from './hub.ts';

export interface ChannelLease {
  readonly channel: Channel;
  /** Gives the connection back; calling it again does nothing. */
  release(): Promise<void>;
}

interface SharedChannel {
  readonly channel: Channel;
  holders: number;
}

export class ProfileConnections {
  readonly #hub: Hub;
  readonly #optionsOf: (profile: string) => ConnectionOptions | undefined;
  readonly #open = new Map<string, SharedChannel>();

  /** @param optionsOf how to connect a profile; undefined if there is none of that name */
  constructor(hub: Hub, optionsOf: (profile: string) => ConnectionOptions | undefined) {
    this.#hub = hub;
    this.#optionsOf = optionsOf;
  }

  has(profile: string): boolean {
    return this.#optionsOf(profile) !== undefined;
  }

  /**
   * The profile's connection, connected. A connection that had ended in `failed` is replaced by a new attempt.
   * Rejects with `profile-not-found`, or as `BrokerConnection.ready` does.
   */
  async acquire(profile: string): Promise<ChannelLease> {
    const shared = this.#usable(profile) ?? this.#connect(profile);
    shared.holders += 1;
    const lease = { channel: shared.channel, release: once(() => this.#release(profile, shared)) };
    try {
      await shared.channel.connection.ready();
      return lease;
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  #usable(profile: string): SharedChannel | undefined {
    const shared = this.#open.get(profile);
    const state = shared?.channel.connection.state.name;
    return state === 'failed' || state === 'disconnected' ? undefined : shared;
  }

  #connect(profile: string): SharedChannel {
    const options = this.#optionsOf(profile);
    if (options === undefined) throw new AppError('profile-not-found', `There is no profile "${profile}".`);
    const shared = { channel: this.#hub.open(options, { kind: 'profile', profile }, profile), holders: 0 };
    this.#open.set(profile, shared);
    return shared;
  }

  async #release(profile: string, shared: SharedChannel): Promise<void> {
    shared.holders -= 1;
    if (shared.holders > 0) return;
    if (this.#open.get(profile) === shared) this.#open.delete(profile);
    await this.#hub.close(shared.channel);
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= act());
}
