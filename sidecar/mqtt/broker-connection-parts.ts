/** What a broker connection is made of and whom it tells; see `broker-connection.ts`. */
import type { Log } from '../observe/log.ts';
import type { SubscriptionLostHandler } from './subscriber.ts';
import type { ConnectionOptions, MessageHandler } from './types.ts';

export interface BrokerConnectionParts {
  readonly id: string;
  readonly options: ConnectionOptions;
  readonly onMessage: MessageHandler;
  /**
   * Called at each CONNACK with whether the broker has kept the session, before the first message that follows it; the state
   * changes later, since mqtt.js looks after its own messages first. Not called where a session goes on under a new token.
   */
  readonly onSession?: (isPresent: boolean) => void;
  readonly onSubscriptionLost?: SubscriptionLostHandler;
  readonly log?: Pick<Log, 'info' | 'warn' | 'error'>;
  /** How long the broker may take to answer SUBSCRIBE, UNSUBSCRIBE and a PUBLISH of QoS 1 or 2; 15 s. */
  readonly answerTimeoutMs?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number;
}
