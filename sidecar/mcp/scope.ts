/**
 * What one caller of the tools has: its broker connections, its subscriptions, its read buffer. A session owns one; where
 * there is no session, a connection handle does. Tools see the broker through this and through nothing else.
 */
import { AppError } from '../errors.ts';
import type { Channel } from '../hub/channel.ts';
import type { ConnectionOwner, Hub } from '../hub/hub.ts';
import type { HubMessage } from '../hub/message.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import { BufferedReader, type ReadRequest, type ReadResult } from '../hub/reader.ts';
import type { Sink } from '../hub/sink.ts';
import { assertTopicFilter, assertTopicName, filterMatches } from '../mqtt/topics.ts';
import type { ConnectionOptions, OutgoingMessage, PublishResult, QoS, SubscribeOptions } from '../mqtt/types.ts';
import { demand, type AccessRequest, type Decision } from '../security/authorize.ts';

export interface ScopeLimits {
  readonly connectionsPerSession: number;
  readonly subscriptionsPerSession: number;
  readonly bufferMessages: number;
  readonly bufferBytes: number;
}

export interface ScopeParts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly owner: ConnectionOwner;
  readonly limits: ScopeLimits;
  /** Whether the caller may do that, as their token stands now. */
  readonly authorize: (request: AccessRequest) => Decision;
  /** Called for every message that matches a subscription, once, in order. */
  readonly onMessage: (message: HubMessage) => void;
}

interface ScopedSubscription {
  qos: QoS;
  messages: number;
}

export interface ScopedConnection {
  readonly channel: Channel;
  /** The profile whose shared connection it is; undefined for one of the caller's own. */
  readonly profile: string | undefined;
  readonly subscriptions: Map<string, ScopedSubscription>;
  /** Gives back what the caller holds of the connection. */
  readonly release: () => Promise<void>;
}

export class MqttScope implements Sink {
  readonly #parts: ScopeParts;
  readonly #connections = new Map<string, ScopedConnection>();
  readonly #reader: BufferedReader;
  /** Connections that are being made; they count towards the limit. */
  #connecting = 0;
  #closed = false;

  constructor(parts: ScopeParts) {
    this.#parts = parts;
    this.#reader = new BufferedReader(
      { maxMessages: parts.limits.bufferMessages, maxBytes: parts.limits.bufferBytes },
      (connection) => this.#connections.get(connection)?.channel.log,
    );
  }

  /** In the order in which they were opened: the last one is the default. */
  get connections(): ScopedConnection[] {
    return [...this.#connections.values()];
  }

  deliver(message: HubMessage): void {
    const connection = this.#connections.get(message.connection);
    if (connection === undefined) return;
    for (const [filter, subscription] of connection.subscriptions) {
      if (filterMatches(filter, message.topic)) subscription.messages += 1;
    }
    this.#reader.deliver(message);
    this.#parts.onMessage(message);
  }

  /**
   * Opens a connection of the caller's own. One that it had with the same broker and client id is closed first, since two
   * cannot be connected at once [MQTT-3.1.4-3].
   * Rejects with `insufficient-scope`, `limit-reached`, or as `BrokerConnection.ready` does.
   */
  async connect(options: ConnectionOptions): Promise<ScopedConnection> {
    this.#demand({ action: 'connect' });
    // The broker publishes it on behalf of whoever connects.
    if (options.will !== undefined) this.#demandPublish(options.will);
    await this.#closeTwin(options);
    return this.#holding(async () => {
      const channel = this.#parts.hub.open(options, this.#parts.owner);
      const release = (): Promise<void> => this.#parts.hub.close(channel);
      try {
        await channel.connection.ready();
        return scoped(channel, undefined, release);
      } catch (error) {
        await release();
        throw error;
      }
    });
  }

  /** The connection that a reference names: an id, or a profile, whose shared connection is opened if need be; without one, the latest. */
  async resolve(reference?: string): Promise<ScopedConnection> {
    if (reference === undefined) return this.#latest();
    return this.#connections.get(reference) ?? this.#attach(reference);
  }

  /** The shared connection of a profile, for a caller who may connect; naming one in `resolve` needs no such permission. */
  async share(profile: string): Promise<ScopedConnection> {
    this.#demand({ action: 'connect' });
    return this.resolve(profile);
  }

  async subscribe(connection: ScopedConnection, filter: string, options: SubscribeOptions): Promise<{ qos: QoS }> {
    assertTopicFilter(filter);
    this.#demand({ action: 'subscribe', topic: filter, qos: options.qos });
    const known = connection.subscriptions.get(filter);
    const limit = this.#parts.limits.subscriptionsPerSession;
    if (known === undefined && this.#subscriptionCount() >= limit) {
      throw new AppError(
        'limit-reached',
        `This session has ${limit} subscriptions already, which is the limit (limits.subscriptionsPerSession).`,
        {
          hint: 'Unsubscribe from what is no longer needed, or use a wildcard (+ or #) that covers several topics.',
        },
      );
    }
    // Known before the SUBACK, since retained messages may come together with it.
    connection.subscriptions.set(filter, known ?? { qos: options.qos, messages: 0 });
    try {
      const granted = await connection.channel.subscribe(this, filter, options);
      const subscription = connection.subscriptions.get(filter);
      if (subscription !== undefined) subscription.qos = granted.qos;
      return granted;
    } catch (error) {
      if (known === undefined) connection.subscriptions.delete(filter);
      throw error;
    }
  }

  async unsubscribe(connection: ScopedConnection, filter: string): Promise<void> {
    if (!connection.subscriptions.delete(filter)) {
      throw new AppError('subscription-not-found', `There is no subscription to "${filter}" on ${connection.channel.id}.`);
    }
    await connection.channel.unsubscribe(this, filter);
  }

  async publish(connection: ScopedConnection, message: OutgoingMessage): Promise<PublishResult> {
    assertTopicName(message.topic);
    this.#demandPublish(message);
    return connection.channel.publish(message);
  }

  /** Ends the subscriptions that the caller may have no more; asked when a renewed token may permit less than the last one. */
  async dropForbidden(): Promise<void> {
    const dropped = this.connections.flatMap((connection) =>
      [...connection.subscriptions]
        .filter(([topic, { qos }]) => !this.#parts.authorize({ action: 'subscribe', topic, qos }).ok)
        .map(([topic]) => this.unsubscribe(connection, topic)),
    );
    await Promise.allSettled(dropped);
  }

  /** Ends the connection; messages of it that were not read are discarded. */
  async disconnect(connection: ScopedConnection): Promise<void> {
    this.#connections.delete(connection.channel.id);
    if (connection.profile === undefined) this.#reader.forget(connection.channel.log);
    await connection.release();
  }

  read(request: ReadRequest): ReadResult {
    return this.#reader.read(request);
  }

  /** Waits until a message comes that is accepted; see `BufferedReader.next`. */
  nextMessage(accept: (message: HubMessage) => boolean, timeoutMs: number, signal: AbortSignal): Promise<HubMessage | undefined> {
    return this.#reader.next(accept, timeoutMs, signal);
  }

  /** Gives everything back; never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    const connections = this.connections;
    this.#connections.clear();
    await Promise.allSettled(connections.map((connection) => connection.release()));
  }

  #demand(request: AccessRequest): void {
    demand(this.#parts.authorize(request));
  }

  #demandPublish({ topic, qos, retain }: OutgoingMessage): void {
    this.#demand({ action: 'publish', topic, qos, retain });
  }

  #latest(): ScopedConnection {
    const latest = this.connections.at(-1);
    if (latest === undefined) throw new AppError('no-connection', 'There is no broker connection yet.');
    return latest;
  }

  async #attach(reference: string): Promise<ScopedConnection> {
    if (!this.#parts.profiles.has(reference)) {
      throw new AppError('connection-not-found', `"${reference}" is neither a connection of this session nor a profile.`);
    }
    return this.#holding(async () => {
      const lease = await this.#parts.profiles.acquire(reference);
      return scoped(lease.channel, reference, async () => {
        await lease.channel.detach(this);
        await lease.release();
      });
    });
  }

  /** Runs the work that makes a connection within the limit; what it makes after the scope was closed is given back at once. */
  async #holding(work: () => Promise<ScopedConnection>): Promise<ScopedConnection> {
    const limit = this.#parts.limits.connectionsPerSession;
    if (this.#connections.size + this.#connecting >= limit) {
      throw new AppError(
        'limit-reached',
        `This session has ${limit} broker connections already, which is the limit (limits.connectionsPerSession).`,
        {
          hint: 'Close one with mqttDisconnect first.',
        },
      );
    }
    this.#connecting += 1;
    try {
      const connection = await work();
      if (this.#closed) {
        await connection.release();
        throw new AppError('session-not-found', 'The session ended while the connection was being made.');
      }
      this.#connections.set(connection.channel.id, connection);
      return connection;
    } finally {
      this.#connecting -= 1;
    }
  }

  async #closeTwin(options: ConnectionOptions): Promise<void> {
    const twin = this.connections.find(
      ({ channel, profile }) =>
        profile === undefined && channel.connection.clientId === options.clientId && channel.connection.url === options.url,
    );
    if (twin !== undefined) await this.disconnect(twin);
  }

  #subscriptionCount(): number {
    return this.connections.reduce((sum, { subscriptions }) => sum + subscriptions.size, 0);
  }
}

function scoped(channel: Channel, profile: string | undefined, release: () => Promise<void>): ScopedConnection {
  return { channel, profile, subscriptions: new Map(), release };
}
