/** The connection at which a forward publishes: held from the first message on, left when it is over. Used by a forward. */
import type { OutgoingMessage } from '../../mqtt/types.ts';
import type { Channel } from '../channel.ts';
import type { ChannelLease, ProfileConnections } from '../profile-connections.ts';

interface TargetParts {
  readonly profiles: Pick<ProfileConnections, 'hold'>;
  readonly profile: string;
  /** The connection is in another state. */
  readonly onChange: (isConnected: boolean) => void;
}

export class ForwardTarget {
  readonly #parts: TargetParts;
  #lease: ChannelLease | undefined;
  #stopWatching: () => void = () => {};

  constructor(parts: TargetParts) {
    this.#parts = parts;
  }

  /** In whatever state it is. @throws as `ProfileConnections.hold` */
  hold(): Channel {
    if (this.#lease !== undefined) return this.#lease.channel;
    const { profiles, profile, onChange } = this.#parts;
    this.#lease = profiles.hold(profile);
    const { channel } = this.#lease;
    this.#stopWatching = channel.connection.onState(({ name }) => onChange(name === 'connected'));
    return channel;
  }

  /**
   * All answers, or that the connection ended. Then nothing of it is left to be sent again with the next connection: a message that
   * the broker answers by closing would close that one, too.
   */
  send(messages: readonly OutgoingMessage[]): Promise<PromiseSettledResult<unknown>[]> {
    const channel = this.hold();
    return Promise.allSettled(messages.map((message) => channel.publish(message, { once: true })));
  }

  async release(): Promise<void> {
    this.#stopWatching();
    const lease = this.#lease;
    this.#lease = undefined;
    await lease?.release();
  }
}
