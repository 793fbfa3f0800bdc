/**
 * What one caller of the tools has, and may do: its broker connections, its subscriptions, its read buffer. A session owns one;
 * where there is no session, a connection handle does. Tools see the broker through this and through nothing else; whatever they
 * do to it passes the permissions of the caller's token first, and the policy's gate then.
 */
import { AppError } from '../errors.ts';
import type { ConnectionOwner, Hub } from '../hub/hub.ts';
import type { HubMessage } from '../hub/message.ts';
import type { TopicPage, TopicPageRequest } from '../hub/observed-topics.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { ReadRequest, ReadResult } from '../hub/reader.ts';
import type { ReaderOptions } from '../hub/shared-subscription.ts';
import type { Sink } from '../hub/sink.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import { assertTopicFilter, assertTopicName } from '../mqtt/topics.ts';
import type { ConnectionOptions, OutgoingMessage, PublishResult, QoS, SubscribeOptions } from '../mqtt/types.ts';
import { decide } from '../policy/decide.ts';
import { READING_RESOURCES, unattendedGate, type Gate } from '../policy/gate.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import type { PublishPace } from '../policy/publish-pace.ts';
import { demand, type AccessRequest, type Decision } from '../security/authorize.ts';
import { ScopeHoldings, type ScopeLimits } from './scope-holdings.ts';
import { findReadable, grant, identifiersOf, isGranted, scoped, type ScopedConnection } from './scoped-connection.ts';
import { demandOwn, keptOptions, readerOptions } from './subscription-options.ts';
import type { TemporaryOptions, TemporarySubscription } from './temporary-subscriptions.ts';

export type { ScopeLimits } from './scope-holdings.ts';

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

  /** The same scope for topics as resources, which are read and watched outside a call of a tool. */
  forResources(): MqttScope {
    return this.within(unattendedGate(() => this.#parts.policy.current, READING_RESOURCES));
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
    demandOwn(connection, options);
    if (!connection.subscriptions.has(filter)) this.#held.assertRoomForSubscription();
    await this.#gate.pass({ action: 'subscribe', topic: filter, qos: options.qos });
    const known = connection.subscriptions.get(filter);
    // Known before the SUBACK, since retained messages may come together with it.
    connection.subscriptions.set(filter, { qos: options.qos, messages: 0, tool: this.#gate.tool, ...known, options });
    try {
      const granted = await connection.channel.subscribe(this.#held, filter, readerOptions(options, known !== undefined));
      grant(connection, filter);
      const subscription = connection.subscriptions.get(filter);
      if (subscription !== undefined) subscription.qos = granted.qos;
      return granted;
    } catch (error) {
      if (known === undefined) connection.subscriptions.delete(filter);
      else connection.subscriptions.set(filter, known);
      throw error;
    }
  }

  /**
   * Listens beside the caller's own subscriptions, for the time of one call: nothing of it is gathered or pushed.
   * Rejects as `subscribe` does, and as `TemporarySubscriptions.open`.
   */
  async listen(
    connection: ScopedConnection,
    filter: string,
    options: TemporaryOptions,
    onMessage: (message: HubMessage) => void,
  ): Promise<TemporarySubscription> {
    assertTopicFilter(filter);
    this.#demand({ action: 'subscribe', topic: filter, qos: options.qos });
    this.#held.assertRoomForSubscription();
    await this.#gate.pass({ action: 'subscribe', topic: filter, qos: options.qos });
    const wanted = { ...options, ...keptOptions(connection, filter), tool: this.#gate.tool };
    const listening = await this.#held.temporary.open(connection.channel, filter, wanted, onMessage);
    grant(connection, filter);
    return listening;
  }

  /** What was seen on the connection, by whomever, as far as the caller may read it. */
  observedTopics(connection: ScopedConnection, request: Omit<TopicPageRequest, 'accept'>): TopicPage {
    return connection.channel.topics.page({ ...request, accept: (topic) => this.#mayRead(connection, topic) });
  }

  /**
   * How many topics of the connection the caller may read, and how many had to make room. The names of those are gone, and with them
   * who may read them: undefined for whoever may not read every topic.
   */
  topicCounts(connection: ScopedConnection): { readonly known: number; readonly forgotten: number | undefined } {
    const { topics } = connection.channel;
    const known = topics.count((topic) => this.#mayRead(connection, topic));
    return { known, forgotten: this.#mayRead(connection, '#') ? topics.forgotten : undefined };
  }

  /** See `identifiersOf`. */
  identifiersOf(message: HubMessage): number[] {
    return identifiersOf(this.connections, message);
  }

  async unsubscribe(connection: ScopedConnection, filter: string): Promise<void> {
    if (!connection.subscriptions.delete(filter)) {
      throw new AppError('subscription-not-found', `There is no subscription to "${filter}" on ${connection.channel.id}.`);
    }
    await connection.channel.unsubscribe(this.#held, filter);
  }

  /**
   * Sends what comes on one topic to a sink of its own, beside the caller's subscriptions; resolves with the function that ends
   * that, which never rejects. Rejects with `insufficient-scope`, as the gate does, and as `Channel.subscribe` does.
   */
  async watch(
    connection: ScopedConnection,
    topic: string,
    sink: Sink,
    options: Pick<ReaderOptions, 'retained'>,
  ): Promise<() => Promise<void>> {
    const { channel } = connection;
    assertTopicName(topic);
    this.#demand({ action: 'subscribe', topic, qos: 0 });
    await this.#gate.pass({ action: 'subscribe', topic, qos: 0 });
    await channel.subscribe(sink, topic, { qos: 0, ...options, ...keptOptions(connection, topic) });
    return () => channel.unsubscribe(sink, topic).catch(() => {});
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
    this.#held.temporary.end(
      new AppError('insufficient-scope', 'The token or the policy does not permit the subscription any more.'),
      ({ filter, qos, tool }) => isForbidden(filter, qos, tool),
    );
    await Promise.allSettled(dropped);
  }

  /** Ends the connection; messages of it that were not read are discarded. */
  async disconnect(connection: ScopedConnection): Promise<void> {
    this.#held.connections.delete(connection.channel.id);
    const reason = new AppError('not-connected', `The connection ${connection.channel.id} was closed meanwhile.`);
    this.#held.temporary.end(reason, ({ channel }) => channel === connection.channel);
    if (connection.profile === undefined) this.#held.reader.forget(connection.channel.log);
    await connection.release();
  }

  read(request: ReadRequest): ReadResult {
    return this.#held.reader.read(request);
  }

  /**
   * A message by its id, as long as its connection's log holds it; one that the caller may not read any more is not there.
   * @throws AppError `message-not-found`
   */
  find(id: string): HubMessage {
    const { connection, message } = findReadable(this.connections, id) ?? {};
    if (connection === undefined || message === undefined || !this.#mayRead(connection, message.topic)) {
      throw new AppError('message-not-found', `There is no message with the id "${id}" on the connections of this session.`);
    }
    return message;
  }

  /** Waits until a message comes that is accepted; see `BufferedReader.next`. */
  nextMessage(accept: (message: HubMessage) => boolean, timeoutMs: number, signal: AbortSignal): Promise<HubMessage | undefined> {
    return this.#held.reader.next(accept, timeoutMs, signal);
  }

  /** Gives everything back; never rejects. */
  close(): Promise<void> {
    return this.#held.close();
  }

  /** Where a person would be asked, what they have granted may be read. */
  #mayRead(connection: ScopedConnection, topic: string): boolean {
    const { authorize, policy } = this.#parts;
    const { decision } = decide(policy.current, { action: 'subscribe', topic, tool: this.#gate.tool });
    const isPermitted = decision === 'allow' || (decision === 'ask' && isGranted(connection, topic));
    return isPermitted && authorize({ action: 'subscribe', topic }).ok;
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
    return this.#held.holdOnce(reference, async () => {
      const lease = await profiles.acquire(reference);
      return scoped(lease.channel, reference, async () => {
        await lease.channel.detach(this.#held);
        await lease.release();
      });
    });
  }
}
