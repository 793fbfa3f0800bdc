/**
 * The connections that belong to profiles: opened when the first reader names the profile, shared by all who do, closed
 * when the last has let go, or some time after. Sessions that open a connection of their own do not come here.
 */
import { AppError } from '../errors.ts';
import { forwardConnectionId, profileOfForwards } from '../mqtt/forward-connections.ts';
import { isProfile } from '../mqtt/profiles.ts';
import type { BrokerConnection, ConnectionOptions } from '../mqtt/types.ts';
import type { Channel } from './channel.ts';
import type { Hub } from './hub.ts';

export interface ChannelLease {
  readonly channel: Channel;
  /**
   * Gives the connection back; calling it again does nothing.
   * @param lingerMs how long it outlives this holder, also where others let go of it later
   */
  release(lingerMs?: number): Promise<void>;
}

interface SharedChannel {
  readonly channel: Channel;
  holders: number;
  /** `performance.now()` until which somebody who has let go of it may come back. */
  keepUntil: number;
  lingering?: NodeJS.Timeout;
}

export class ProfileConnections {
  readonly #hub: Hub;
  readonly #optionsOf: (profile: string) => ConnectionOptions | undefined;
  readonly #kind: 'profile' | 'forward';
  readonly #open = new Map<string, SharedChannel>();

  /**
   * @param optionsOf how to connect a profile; undefined if there is none of that name
   * @param kind whether readers share the connections, or forwards, which have others
   */
  constructor(hub: Hub, optionsOf: (profile: string) => ConnectionOptions | undefined, kind: 'profile' | 'forward' = 'profile') {
    this.#hub = hub;
    this.#kind = kind;
    this.#optionsOf = optionsOf;
  }

  has(profile: string): boolean {
    return isProfile(this.#optionsOf, profile);
  }

  /** The profile whose connection has this id; undefined where it is none of these. */
  profileOf(id: string): string | undefined {
    const profile = this.#kind === 'forward' ? profileOfForwards(id) : id;
    return profile !== undefined && this.has(profile) ? profile : undefined;
  }

  /**
   * The profile's connection, connected. A connection that had ended in `failed` is replaced by a new attempt.
   * Rejects with `profile-not-found`, or as `BrokerConnection.ready` does; also when a connection that is being tried for
   * other holders has not been made so far.
   */
  async acquire(profile: string): Promise<ChannelLease> {
    const lease = this.#lease(profile, this.#usable(profile) ?? this.#connect(profile, {}));
    const { connection } = lease.channel;
    try {
      await Promise.race([connection.ready(), firstFailure(connection)]);
      return lease;
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  /**
   * The profile's connection in whatever state it is; one that is made for it goes on trying until somebody closes it.
   * @throws AppError `profile-not-found`, `invalid-configuration`
   */
  hold(profile: string): ChannelLease {
    return this.#lease(profile, this.#usable(profile) ?? this.#connect(profile, { keepTrying: true }));
  }

  #lease(profile: string, shared: SharedChannel): ChannelLease {
    shared.holders += 1;
    clearTimeout(shared.lingering);
    let released: Promise<void> | undefined;
    return { channel: shared.channel, release: (lingerMs = 0) => (released ??= this.#release(profile, shared, lingerMs)) };
  }

  #usable(profile: string): SharedChannel | undefined {
    const shared = this.#open.get(profile);
    const state = shared?.channel.connection.state.name;
    return state === 'failed' || state === 'disconnected' ? undefined : shared;
  }

  #connect(profile: string, more: Pick<ConnectionOptions, 'keepTrying'>): SharedChannel {
    const options = this.#optionsOf(profile);
    if (options === undefined) throw new AppError('profile-not-found', `There is no profile "${profile}".`);
    const kind = this.#kind;
    const id = kind === 'forward' ? forwardConnectionId(profile) : profile;
    const shared = { channel: this.#hub.open({ ...options, ...more }, { kind, profile }, id), holders: 0, keepUntil: 0 };
    this.#open.set(profile, shared);
    return shared;
  }

  async #release(profile: string, shared: SharedChannel, lingerMs: number): Promise<void> {
    shared.holders -= 1;
    const now = performance.now();
    shared.keepUntil = Math.max(shared.keepUntil, now + lingerMs);
    if (shared.holders > 0) return;
    if (shared.keepUntil === now) return this.#close(profile, shared);
    shared.lingering = setTimeout(() => void this.#close(profile, shared), shared.keepUntil - now);
    shared.lingering.unref();
  }

  async #close(profile: string, shared: SharedChannel): Promise<void> {
    if (this.#open.get(profile) === shared) this.#open.delete(profile);
    await this.#hub.close(shared.channel);
  }
}

/** Rejects when the connection is down; a connection that was made once has said so by `ready` before. */
function firstFailure(connection: BrokerConnection): Promise<never> {
  return new Promise((_resolve, reject) => {
    const look = (): void => {
      const { state, url } = connection;
      if (state.name === 'connecting') return;
      stop();
      if (state.name === 'reconnecting') reject(new AppError('broker-unreachable', `${url} cannot be reached: ${state.reason}.`));
    };
    const stop = connection.onState(look);
    look();
  });
}
