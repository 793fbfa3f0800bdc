/**
 * What a scope holds: its broker connections within their limit, its subscriptions, its read buffer. It is the sink of its
 * subscriptions. Used by scope.ts, which decides what may be done; nobody else sees it.
 */
import { AppError } from '../errors.ts';
import type { HubMessage } from '../hub/message.ts';
import { BufferedReader } from '../hub/reader.ts';
import type { Sink } from '../hub/sink.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import { filterMatches } from '../mqtt/topics.ts';
import type { ConnectionOptions } from '../mqtt/types.ts';
import type { ScopedConnection } from './scoped-connection.ts';
import { TemporarySubscriptions } from './temporary-subscriptions.ts';

export interface ScopeLimits {
  readonly connectionsPerSession: number;
  readonly subscriptionsPerSession: number;
  readonly bufferMessages: number;
  readonly bufferBytes: number;
}

interface HoldingsParts {
  readonly limits: ScopeLimits;
  /** Called for every message that matches a subscription, once, in order. */
  readonly onMessage: (message: HubMessage) => void;
}

export class ScopeHoldings implements Sink {
  readonly connections = new Map<string, ScopedConnection>();
  readonly reader: BufferedReader;
  readonly temporary = new TemporarySubscriptions();
  readonly #limits: ScopeLimits;
  readonly #onMessage: HoldingsParts['onMessage'];
  /** Shared connections that are being made, by the profile's name. */
  readonly #making = new Map<string, Promise<ScopedConnection>>();
  /** Connections that are being made; they count towards the limit. */
  #connecting = 0;
  #closed = false;

  constructor({ limits, onMessage }: HoldingsParts) {
    this.#limits = limits;
    this.#onMessage = onMessage;
    this.reader = new BufferedReader(
      { maxMessages: limits.bufferMessages, maxBytes: limits.bufferBytes },
      (connection) => this.connections.get(connection)?.channel.log,
    );
  }

  deliver(message: HubMessage): void {
    const connection = this.connections.get(message.connection);
    if (connection === undefined) return;
    for (const [filter, subscription] of connection.subscriptions) {
      if (filterMatches(filter, message.topic)) subscription.messages += 1;
    }
    this.reader.deliver(message);
    this.#onMessage(message);
  }

  /** Runs the work that makes a connection within the limit; what it makes after the scope was closed is given back at once. */
  async hold(work: () => Promise<ScopedConnection>): Promise<ScopedConnection> {
    const limit = this.#limits.connectionsPerSession;
    if (this.connections.size + this.#connecting >= limit) {
      throw new AppError(
        'limit-reached',
        `This session has ${limit} broker connections already, which is the limit (limits.connectionsPerSession).`,
        { hint: 'Close one with mqttDisconnect first.' },
      );
    }
    this.#connecting += 1;
    try {
      const connection = await work();
      if (this.#closed) {
        await connection.release();
        throw new AppError('session-not-found', 'The session ended while the connection was being made.');
      }
      this.connections.set(connection.channel.id, connection);
      return connection;
    } finally {
      this.#connecting -= 1;
    }
  }

  /** As `hold`, for a connection that is known by its reference: calls that come together get one and the same. */
  holdOnce(reference: string, work: () => Promise<ScopedConnection>): Promise<ScopedConnection> {
    const known = this.connections.get(reference);
    if (known !== undefined) return Promise.resolve(known);
    const making = this.#making.get(reference) ?? this.hold(work).finally(() => this.#making.delete(reference));
    this.#making.set(reference, making);
    return making;
  }

  /** The caller's own connection to the same broker with the same client id. */
  twinOf({ clientId, url }: ConnectionOptions): ScopedConnection | undefined {
    // An address can be written in several ways: with credentials, without its port, in capitals.
    const { display } = parseBrokerUrl(url);
    return [...this.connections.values()].find(
      ({ channel, profile }) => profile === undefined && channel.connection.clientId === clientId && channel.connection.url === display,
    );
  }

  /** @throws AppError `limit-reached` */
  assertRoomForSubscription(): void {
    const limit = this.#limits.subscriptionsPerSession;
    const count = [...this.connections.values()].reduce((sum, { subscriptions }) => sum + subscriptions.size, this.temporary.size);
    if (count < limit) return;
    throw new AppError(
      'limit-reached',
      `This session has ${limit} subscriptions already, which is the limit (limits.subscriptionsPerSession).`,
      {
        hint: 'Unsubscribe from what is no longer needed, or use a wildcard (+ or #) that covers several topics.',
      },
    );
  }

  /** Gives everything back; never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    this.temporary.end(new AppError('session-not-found', 'The session ended meanwhile.'));
    const connections = [...this.connections.values()];
    this.connections.clear();
    await Promise.allSettled(connections.map((connection) => connection.release()));
  }
}
