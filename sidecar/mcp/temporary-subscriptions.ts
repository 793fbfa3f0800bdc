/**
 * Subscriptions that one call of a tool needs for as long as it runs: what matches goes to that call alone, neither into the read
 * buffer nor to the client. Kept by the scope, which asks for permission first and ends them with itself.
 */
import { AppError } from '../errors.ts';
import type { Channel } from '../hub/channel.ts';
import type { HubMessage } from '../hub/message.ts';
import type { ReaderOptions } from '../hub/shared-subscription.ts';
import type { QoS } from '../mqtt/types.ts';

export interface TemporaryOptions extends ReaderOptions {
  /** Refuses a second one of the same filter that is exclusive too: whoever waits for an answer cannot share what is no more than a topic. */
  readonly exclusive?: boolean;
  /** Which tool listens. */
  readonly tool?: string | undefined;
}

export interface TemporarySubscription {
  /** Aborts, with an `AppError` as its reason, when the subscription ends before the call does. */
  readonly ended: AbortSignal;
  /** Nothing is delivered from now on; the broker is told in the background. */
  stop(): void;
}

interface Held {
  readonly channel: Channel;
  readonly filter: string;
  readonly qos: QoS;
  readonly exclusive: boolean;
  readonly tool: string | undefined;
  end(reason: AppError): void;
}

export class TemporarySubscriptions {
  readonly #held = new Set<Held>();

  get size(): number {
    return this.#held.size;
  }

  /** Rejects as `Channel.subscribe` does, and with `limit-reached` where an exclusive one is held already. */
  async open(
    channel: Channel,
    filter: string,
    { exclusive = false, tool, ...options }: TemporaryOptions,
    onMessage: (message: HubMessage) => void,
  ): Promise<TemporarySubscription> {
    if (exclusive && [...this.#held].some((other) => other.exclusive && other.channel === channel && other.filter === filter)) {
      throw new AppError(
        'limit-reached',
        `Another request waits for its answer on "${filter}", and MQTT 3.1.1 does not tell answers apart.`,
        {
          hint: 'Wait for it, or use another responseTopic.',
        },
      );
    }
    const ended = new AbortController();
    const sink = {
      deliver: (message: HubMessage): void => {
        if (this.#held.has(held)) onMessage(message);
      },
    };
    const stop = (): void => {
      if (!this.#held.delete(held)) return;
      stopWatching();
      void channel.detach(sink);
    };
    const end = (reason: AppError): void => {
      stop();
      ended.abort(reason);
    };
    const held: Held = { channel, filter, qos: options.qos, exclusive, tool, end };
    const stopWatching = channel.connection.onState(({ name }) => {
      if (name === 'failed' || name === 'disconnected')
        end(new AppError('not-connected', `The connection to ${channel.connection.url} has ended.`));
    });
    this.#held.add(held);
    try {
      await channel.subscribe(sink, filter, options);
    } catch (error) {
      stop();
      throw error;
    }
    if (ended.signal.aborted) throw ended.signal.reason;
    return { ended: ended.signal, stop };
  }

  /** Ends those that it is true of. */
  end(reason: AppError, isMeant: (held: Pick<Held, 'channel' | 'filter' | 'qos' | 'tool'>) => boolean = () => true): void {
    for (const held of [...this.#held].filter(isMeant)) held.end(reason);
  }
}
