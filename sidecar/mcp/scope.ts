/**
 * What one caller of the tools has, and may do: its broker connections, its subscriptions, its read buffer. A session owns one;
 * where there is no session, a connection handle does. Tools see the broker through this and through nothing else; whatever they
 * do to it passes the permissions of the caller's token first, and the policy's gate then.
 */
import { AppError } from '../errors.ts';
import type { Channel } from '../hub/channel.ts';
import type { ConnectionOwner, Hub } from '../hub/hub.ts';
import type { HubMessage } from '../hub/message.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { ReadRequest, ReadResult } from '../hub/reader.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import { assertTopicFilter, assertTopicName } from '../mqtt/topics.ts';
import type { ConnectionOptions, OutgoingMessage, PublishResult, QoS, SubscribeOptions } from '../mqtt/types.ts';
import { decide } from '../policy/decide.ts';
import { unattendedGate, type Gate } from '../policy/gate.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import type { PublishPace } from '../policy/publish-pace.ts';
import { demand, type AccessRequest, type Decision } from '../security/authorize.ts';
import { ScopeHoldings, type ScopedConnection, type ScopeLimits } from './scope-holdings.ts';

export type { ScopedConnection, ScopeLimits } from './scope-holdings.ts';

export interface ScopeParts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly owner: ConnectionOwner;
  readonly limits: ScopeLimits;
  /** Whether the caller may do that, as their token stands now. */
  readonly authorize: (request: AccessRequest) => Decision;
  readonly policy: PolicyBook;
  readonly pace: PublishPace;
  /** Called for every message that matches a subscription, once, in order. */
  readonly onMessage: (message: HubMessage) => void;
}

export class MqttScope {
  readonly #parts: ScopeParts;
  readonly #gate: Gate;
  readonly #held: ScopeHoldings;

  /** @param gate what stands before everything that is done; outside a call there is nobody who could be asked */
  constructor(parts: ScopeParts, held = new ScopeHoldings(parts), gate = unattendedGate(() => parts.policy.current)) {
    this.#parts = parts;
    this.#held = held;
    this.#gate = gate;
  }

  /** The same scope, as one call sees it. */
  within(gate: Gate): MqttScope {
    return new MqttScope(this.#parts, this.#held, gate);
  }

  /** In the order in which they were opened: the last one is the default. */
  get connections(): ScopedConnection[] {
    return [...this.#held.connections.values()];
  }

  /**
   * Opens a connection of the caller's own. One that it had with the same broker and client id is closed first, since two
   * cannot be connected at once [MQTT-3.1.4-3].
   * Rejects with `insufficient-scope`, `broker-not-allowed`, `limit-reached`, as the gate does, or as `BrokerConnection.ready` does.
   */
  async connect(options: ConnectionOptions): Promise<ScopedConnection> {
    const { url, will } = options;
    this.#demand({ action: 'connect' });
    // The broker publishes it on behalf of whoever connects.
    if (will !== undefined) this.#demandPublish(will);
    const lookup = await this.#parts.policy.guardBroker(url);
    await this.#gate.pass({ action: 'connect', broker: parseBrokerUrl(url).display });
    if (will !== undefined) await this.#gate.pass({ action: 'publish', ...will, isWill: true });
    const twin = this.#held.twinOf(options);
    if (twin !== undefined) await this.disconnect(twin);
    return this.#held.hold(async () => {
      const channel = this.#parts.hub.open(lookup === undefined ? options : { ...options, lookup }, this.#parts.owner);
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
    return this.#held.connections.get(reference) ?? this.#attach(reference);
  }

  /** The shared connection of a profile, for a caller who may connect; naming one in `resolve` needs no such permission. */
  async share(profile: string): Promise<ScopedConnection> {
    this.#demand({ action: 'connect' });
    return this.resolve(profile);
  }

  async subscribe(connection: ScopedConnection, filter: string, options: SubscribeOptions): Promise<{ qos: QoS }> {
    assertTopicFilter(filter);
    this.#demand({ action: 'subscribe', topic: filter, qos: options.qos });
    if (!connection.subscriptions.has(filter)) this.#held.assertRoomForSubscription();
    await this.#gate.pass({ action: 'subscribe', topic: filter, qos: options.qos });
    const known = connection.subscriptions.get(filter);
    // Known before the SUBACK, since retained messages may come together with it.
    connection.subscriptions.set(filter, known ?? { qos: options.qos, messages: 0, tool: this.#gate.tool });
    try {
      const granted = await connection.channel.subscribe(this.#held, filter, options);
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
    await connection.channel.unsubscribe(this.#held, filter);
  }

  async publish(connection: ScopedConnection, message: OutgoingMessage): Promise<PublishResult> {
    const { topic, qos, retain, payload } = message;
    assertTopicName(topic);
    this.#demandPublish(message);
    this.#parts.pace.take();
    await this.#gate.pass({ action: 'publish', topic, qos, retain, payload });
    return connection.channel.publish(message);
  }

  /**
   * Ends the subscriptions that the caller may have no more; asked when a renewed token may permit less than the last one, and
   * when the policy was changed. What a person approved stays.
   */
  async dropForbidden(): Promise<void> {
    const { authorize, policy } = this.#parts;
    const isForbidden = (topic: string, qos: QoS, tool: string | undefined): boolean =>
      !authorize({ action: 'subscribe', topic, qos }).ok ||
      decide(policy.current, { action: 'subscribe', topic, tool }).decision === 'deny';
    const dropped = this.connections.flatMap((connection) =>
      [...connection.subscriptions]
        .filter(([topic, { qos, tool }]) => isForbidden(topic, qos, tool))
        .map(([topic]) => this.unsubscribe(connection, topic)),
    );
    await Promise.allSettled(dropped);
  }

  /** Ends the connection; messages of it that were not read are discarded. */
  async disconnect(connection: ScopedConnection): Promise<void> {
    this.#held.connections.delete(connection.channel.id);
    if (connection.profile === undefined) this.#held.reader.forget(connection.channel.log);
    await connection.release();
  }

  read(request: ReadRequest): ReadResult {
    return this.#held.reader.read(request);
  }

  /** Waits until a message comes that is accepted; see `BufferedReader.next`. */
  nextMessage(accept: (message: HubMessage) => boolean, timeoutMs: number, signal: AbortSignal): Promise<HubMessage | undefined> {
    return this.#held.reader.next(accept, timeoutMs, signal);
  }

  /** Gives everything back; never rejects. */
  close(): Promise<void> {
    return this.#held.close();
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
    const { profiles } = this.#parts;
    if (!profiles.has(reference)) {
      throw new AppError('connection-not-found', `"${reference}" is neither a connection of this session nor a profile.`);
    }
    await this.#gate.pass({ action: 'connect', broker: `the profile ${reference}` });
    return this.#held.hold(async () => {
      const lease = await profiles.acquire(reference);
      return scoped(lease.channel, reference, async () => {
        await lease.channel.detach(this.#held);
        await lease.release();
      });
    });
  }
}

function scoped(channel: Channel, profile: string | undefined, release: () => Promise<void>): ScopedConnection {
  return { channel, profile, subscriptions: new Map(), release };
}
