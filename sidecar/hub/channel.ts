/**
 * One broker connection with its log and its readers: each message enters here once, gets its place in the log, and goes
 * to every sink whose filter matches as soon as the log lets readers have it. Upstream subscriptions are shared and counted here.
 */
import { AppError } from '../errors.ts';
import type { BrokerConnection, IncomingMessage, OutgoingMessage, PublishOptions, PublishResult, QoS } from '../mqtt/types.ts';
import { filterMatches } from '../mqtt/topics.ts';
import { RateCounter } from '../observe/rates.ts';
import { Coverage, type FilterCoverage } from './coverage.ts';
import { Deque } from './deque.ts';
import type { EventLog, Notes } from './log/event-log.ts';
import type { HubMessage, LoggedMessage } from './message.ts';
import { ObservedTopics } from './observed-topics.ts';
import { Redeliveries } from './redeliveries.ts';
import { SharedSubscription, type ReaderOptions } from './shared-subscription.ts';
import type { Sink } from './sink.ts';
import { TopicIndex } from './topic-index.ts';

/** A message that readers are not to have yet. */
interface Unshown {
  readonly message: IncomingMessage;
  readonly kept: HubMessage;
}

interface ChannelParts {
  readonly connection: BrokerConnection;
  readonly log: EventLog;
  /** Where it is kept what the broker is subscribed to; undefined if the log ends with the connection. */
  readonly notes?: Notes | undefined;
  /** Where somebody else subscribes: what is known of the filters, and how to get to know what is true now. */
  readonly shared?: { readonly coverage: FilterCoverage; fresh(filters: readonly string[]): Promise<void> } | undefined;
  readonly now: () => number;
  /** The counters of all channels together. */
  readonly traffic: { readonly in: RateCounter; readonly out: RateCounter };
  readonly onSinkError: (error: unknown) => void;
}

export class Channel {
  readonly connection: BrokerConnection;
  readonly log: EventLog;
  /** Since when the log has all that a filter matches. */
  readonly coverage: FilterCoverage;
  /** What was received on which topic. */
  readonly topics: ObservedTopics;
  readonly #parts: ChannelParts;
  readonly #redeliveries: Redeliveries;
  readonly #index = new TopicIndex<SharedSubscription>();
  readonly #subscriptions = new Map<string, SharedSubscription>();
  readonly #taps = new Map<Sink, string>();
  readonly #unshown = new Deque<Unshown>();
  readonly #stopWatching: () => void;
  readonly #received = new RateCounter();
  readonly #published = new RateCounter();
  #isShowing = false;
  #nextIdentifier = 1;
  #connectedBefore = false;

  constructor(parts: ChannelParts) {
    this.connection = parts.connection;
    this.log = parts.log;
    this.coverage = parts.shared?.coverage ?? new Coverage(parts.connection, parts.log, parts.notes);
    this.topics = new ObservedTopics(parts.connection.id, parts.log, parts.now);
    this.#redeliveries = new Redeliveries(parts.log);
    this.#parts = parts;
    parts.log.onReadable(() => this.#showReadable());
    this.#stopWatching = parts.connection.onState((state) => {
      if (state.name !== 'connected') return;
      this.coverage.connected(state.sessionPresent);
      if (this.#connectedBefore) for (const subscription of this.#subscriptions.values()) subscription.renewed(state.sessionPresent);
      this.#connectedBefore = true;
    });
  }

  get id(): string {
    return this.connection.id;
  }

  get subscriptions(): Iterable<SharedSubscription> {
    return this.#subscriptions.values();
  }

  /** Whether anybody here is subscribed to exactly this filter. */
  hasReaders(filter: string): boolean {
    return (this.#subscriptions.get(filter)?.readers ?? 0) > 0;
  }

  /** Messages per second, lately. */
  get rates(): { in: number; out: number } {
    return { in: this.#received.perSecond(), out: this.#published.perSecond() };
  }

  /** Takes a message from the broker. The promise, if there is one, resolves when it may be acknowledged. */
  receive(message: IncomingMessage): Promise<void> | undefined {
    this.#received.add();
    this.#parts.traffic.in.add();
    const matching = this.#index.match(message.topic);
    if (isFurtherCopy(message, matching)) return undefined;
    const kept = this.#append(withoutIdentifiers(message));
    // One that the log has refused is beyond what it will ever show.
    const waits = kept.seq >= this.log.readable && kept.seq < this.log.next;
    if (waits || this.#unshown.length > 0) this.#unshown.push({ message, kept });
    else this.#show(message, kept, matching);
    return message.qos === 0 ? undefined : this.log.durable(kept);
  }

  /** To be told of each CONNACK before any message that follows it; see `BrokerConnectionParts.onSession`. */
  sessionBegins(isPresent: boolean): void {
    this.#redeliveries.connected(isPresent);
  }

  /** Sends a message to the broker; see `BrokerConnection.publish`. */
  async publish(message: OutgoingMessage, options?: PublishOptions): Promise<PublishResult> {
    const result = await this.connection.publish(message, options);
    this.#published.add();
    this.#parts.traffic.out.add();
    return result;
  }

  /**
   * Sends the sink what matches the filter from now on, retained messages first. Subscribing the same sink to the same
   * filter again changes its options and brings the retained messages once more, as MQTT has it [MQTT-3.8.4-3].
   * Rejects as `BrokerConnection.subscribe` does.
   */
  async subscribe(sink: Sink, filter: string, options: ReaderOptions): Promise<{ qos: QoS }> {
    let subscription = this.#subscriptions.get(filter);
    if (subscription === undefined) {
      subscription = new SharedSubscription({
        filter,
        identifier: this.#nextIdentifier,
        connection: this.coverage.upstream,
        now: this.#parts.now,
      });
      this.#nextIdentifier += 1;
      this.#subscriptions.set(filter, subscription);
      this.#index.add(subscription);
    }
    try {
      return await subscription.add(sink, options);
    } catch (error) {
      if (subscription.readers === 0) this.#forget(subscription);
      throw error;
    }
  }

  /** Ends one subscription of the sink; the upstream one goes with its last sink. Rejects with `subscription-not-found`. */
  async unsubscribe(sink: Sink, filter: string): Promise<void> {
    const subscription = this.#subscriptions.get(filter);
    if (!subscription?.has(sink)) throw new AppError('subscription-not-found', `There is no subscription to "${filter}" on ${this.id}.`);
    subscription.remove(sink);
    await this.#release(subscription);
  }

  /**
   * Ends every subscription of the sink; never rejects, since it is called where the sink is gone already.
   * @param lingerMs how long an upstream subscription outlives its last sink, so that the log stays complete for a return
   * @param filters those that the sink may hold, where that is known: looking at all takes long where there are thousands
   */
  async detach(sink: Sink, lingerMs = 0, filters: Iterable<string> = this.#subscriptions.keys()): Promise<void> {
    const held = [...filters].flatMap((filter) => this.#subscriptions.get(filter) ?? []).filter((subscription) => subscription.has(sink));
    for (const subscription of held) subscription.remove(sink);
    const unused = held.filter(({ readers }) => readers === 0);
    if (lingerMs === 0) await Promise.allSettled(unused.map((subscription) => this.#release(subscription)));
    else for (const subscription of unused) subscription.linger(lingerMs, () => void this.#release(subscription).catch(() => {}));
  }

  /**
   * The number from which on everything that the broker had for the filter stands in the log; undefined where the filter is
   * not subscribed, or was not without a break.
   */
  continuousSince(filter: string): number | undefined {
    return this.coverage.since(filter);
  }

  /**
   * Before a reader asks where to begin: brings what is known here up to what is true for all instances. Undefined where this
   * process alone knows it all. Rejects with `cluster-unavailable`.
   */
  fresh(filters: readonly string[]): Promise<void> | undefined {
    return this.#parts.shared?.fresh(filters);
  }

  /** See `SharedSubscription.retainAsPublished`. */
  retainAsPublished(filter: string): boolean {
    return this.#subscriptions.get(filter)?.retainAsPublished ?? false;
  }

  /** Shows the sink what arrives anyway, without a subscription of its own: the owner of the connection notices nothing. */
  tap(sink: Sink, filter: string): () => void {
    this.#taps.set(sink, filter);
    return () => this.#taps.delete(sink);
  }

  /** Ends the connection with DISCONNECT and forgets its log. */
  async close(): Promise<void> {
    this.#stopWatching();
    await this.connection.close();
    for (const subscription of this.#subscriptions.values()) subscription.end();
    this.#subscriptions.clear();
    this.#taps.clear();
    this.#unshown.clear();
    this.topics.clear();
    this.log.close();
  }

  #append(message: IncomingMessage): HubMessage {
    const repeatOf = this.#redeliveries.find(message);
    const logged: LoggedMessage = repeatOf === undefined ? message : { ...message, repeatOf };
    const kept = this.log.append(logged);
    this.#redeliveries.note(message, kept.seq);
    return kept;
  }

  /** Those who read by now get it, whoever read when it came: for all of them it comes now. */
  #show(message: IncomingMessage, kept: HubMessage, matching: readonly SharedSubscription[]): void {
    this.topics.observe(kept, message.retain && !matching.some(({ retainAsPublished }) => retainAsPublished));
    for (const sink of this.#recipients(message, matching)) this.#deliver(sink, kept);
    for (const [sink, filter] of this.#taps) {
      if (filterMatches(filter, kept.topic)) this.#deliver(sink, kept);
    }
  }

  #showReadable(): void {
    // A reader may make the store fail, which then shows everything: in order, after what is being shown.
    if (this.#isShowing) return;
    this.#isShowing = true;
    try {
      for (let next = this.#unshown.at(0); next !== undefined && next.kept.seq < this.log.readable; next = this.#unshown.at(0)) {
        this.#unshown.shift();
        this.#show(next.message, next.kept, this.#index.match(next.kept.topic));
      }
    } finally {
      this.#isShowing = false;
    }
  }

  #deliver(sink: Sink, message: HubMessage): void {
    try {
      sink.deliver(message);
    } catch (error) {
      this.#parts.onSinkError(error);
    }
  }

  #recipients(message: IncomingMessage, matching: readonly SharedSubscription[]): Iterable<Sink> {
    const [only] = matching;
    if (only === undefined) return [];
    if (matching.length === 1) return only.recipients(message.topic, message.retain);
    const identifiers = message.retain ? message.properties?.subscriptionIdentifier : undefined;
    const meant = identifiers === undefined ? matching : matching.filter(({ identifier }) => identifiers.includes(identifier));
    return new Set(meant.flatMap((subscription) => [...subscription.recipients(message.topic, message.retain)]));
  }

  async #release(subscription: SharedSubscription): Promise<void> {
    if (subscription.readers > 0) return;
    if (await subscription.releaseIfUnused()) this.#forget(subscription);
  }

  #forget(subscription: SharedSubscription): void {
    if (this.#subscriptions.get(subscription.filter) !== subscription || subscription.readers > 0) return;
    this.#subscriptions.delete(subscription.filter);
    this.#index.remove(subscription);
  }
}

/** Subscription identifiers are this channel's own way of telling copies apart; readers know nothing of them. */
function withoutIdentifiers(message: IncomingMessage): IncomingMessage {
  if (message.properties?.subscriptionIdentifier === undefined) return message;
  const { properties, ...rest } = message;
  if (Object.keys(properties).length === 1) return rest;
  const { subscriptionIdentifier: _ours, ...published } = properties;
  return { ...rest, properties: published };
}

/**
 * Whether the message is another copy of one that came or comes under another filter. Where filters overlap, a broker may
 * send one copy for each [MQTT-3.3.4-2 and section 3.3.4]; of those, the copy with the highest QoS counts (the lowest
 * identifier among equals). Only MQTT 5 tells which filter a copy belongs to; without identifiers every copy counts,
 * because a repeated reading must not be taken for a copy.
 */
function isFurtherCopy(message: IncomingMessage, matching: readonly SharedSubscription[]): boolean {
  const identifiers = message.properties?.subscriptionIdentifier;
  if (message.retain || matching.length < 2 || identifiers === undefined) return false;
  const confirmed = matching.filter(({ acknowledged }) => acknowledged);
  const [first, ...others] = confirmed;
  if (first === undefined) return false;
  const counting = others.reduce(
    (best, other) => (other.qos > best.qos || (other.qos === best.qos && other.identifier < best.identifier) ? other : best),
    first,
  );
  return !identifiers.includes(counting.identifier);
}
