/**
 * One upstream subscription of a connection, shared by every sink that asked for the same topic filter: its SUBSCRIBE and
 * UNSUBSCRIBE go out one after the other, and it knows which sinks a retained message is meant for.
 *
 * A broker sends retained messages only in answer to SUBSCRIBE, so a later sink makes the connection subscribe again, and
 * the retained messages that follow go to that sink alone: the others have had theirs.
 */
import type { BrokerConnection, QoS, SubscribeOptions } from '../mqtt/types.ts';
import type { Sink } from './sink.ts';

/**
 * How long after the SUBACK retained messages may still arrive for a sink once another sink has subscribed after it. The
 * protocol marks no end of that burst; a sink that has already seen a topic's retained message does not get it twice.
 */
const RETAINED_BURST_MS = 5_000;

interface AwaitingRetained {
  /** Topics whose retained message the sink has had in this burst. */
  readonly seen: Set<string>;
  /** Set once another sink has subscribed after this one. */
  endsAt: number | undefined;
}

export class SharedSubscription {
  readonly filter: string;
  /** MQTT 5 subscription identifier; tells copies apart that overlapping filters make a broker send. */
  readonly identifier: number;
  readonly #connection: BrokerConnection;
  readonly #now: () => number;
  readonly #sinks = new Map<Sink, SubscribeOptions>();
  readonly #awaiting = new Map<Sink, AwaitingRetained>();
  #queue: Promise<unknown> = Promise.resolve();
  #qos: QoS = 0;
  #acknowledged = false;
  #retainAsPublished = false;

  constructor(filter: string, identifier: number, connection: BrokerConnection, now: () => number) {
    this.filter = filter;
    this.identifier = identifier;
    this.#connection = connection;
    this.#now = now;
  }

  /** QoS granted by the broker. */
  get qos(): QoS {
    return this.#qos;
  }

  /** Whether the broker has confirmed it, so that copies of other filters' messages must be expected under its identifier. */
  get acknowledged(): boolean {
    return this.#acknowledged;
  }

  get sinks(): Iterable<Sink> {
    return this.#sinks.keys();
  }

  get readers(): number {
    return this.#sinks.size;
  }

  has(sink: Sink): boolean {
    return this.#sinks.has(sink);
  }

  /**
   * Adds the sink (or gives it other options) and subscribes upstream. Resolves with the QoS granted; rejects as
   * `BrokerConnection.subscribe` does, and then the sink is not added.
   */
  async add(sink: Sink, options: SubscribeOptions): Promise<{ qos: QoS }> {
    const before = this.#sinks.get(sink);
    this.#sinks.set(sink, options);
    try {
      return await this.#enqueue(() => this.#subscribe(sink));
    } catch (error) {
      if (before === undefined) this.remove(sink);
      else this.#sinks.set(sink, before);
      throw error;
    }
  }

  remove(sink: Sink): void {
    this.#sinks.delete(sink);
    this.#awaiting.delete(sink);
  }

  /** Unsubscribes upstream unless a sink has come meanwhile; resolves with whether nobody is left. */
  async releaseIfUnused(): Promise<boolean> {
    return this.#enqueue(async () => {
      if (this.#sinks.size > 0) return false;
      this.#acknowledged = false;
      await this.#connection.unsubscribe(this.filter);
      return this.#sinks.size === 0;
    });
  }

  /** The connection was re-established: the broker sends retained messages for every filter again, and values may be new. */
  renewed(): void {
    for (const sink of this.#sinks.keys()) this.#awaiting.set(sink, { seen: new Set(), endsAt: undefined });
  }

  /** The sinks that a message of this filter goes to. */
  recipients(topic: string, retain: boolean): Iterable<Sink> {
    // With retain-as-published a set flag no longer tells a retained message from a live one.
    if (!retain || this.#retainAsPublished) return this.#sinks.keys();
    return this.#awaitingRetained(topic);
  }

  #awaitingRetained(topic: string): Sink[] {
    const recipients: Sink[] = [];
    for (const [sink, awaiting] of this.#awaiting) {
      if (awaiting.endsAt !== undefined && awaiting.endsAt < this.#now()) {
        this.#awaiting.delete(sink);
      } else if (!awaiting.seen.has(topic)) {
        awaiting.seen.add(topic);
        recipients.push(sink);
      }
    }
    return recipients;
  }

  async #subscribe(sink: Sink): Promise<{ qos: QoS }> {
    for (const earlier of this.#awaiting.values()) earlier.endsAt ??= this.#now() + RETAINED_BURST_MS;
    this.#awaiting.set(sink, { seen: new Set(), endsAt: undefined });
    const options = this.#combinedOptions();
    this.#retainAsPublished = options.retainAsPublished ?? false;
    const granted = await this.#connection.subscribe(this.filter, options);
    this.#qos = granted.qos;
    this.#acknowledged = true;
    return granted;
  }

  /** What all sinks together need: MQTT knows one subscription per filter and connection, the last one given. */
  #combinedOptions(): SubscribeOptions {
    const all = [...this.#sinks.values()];
    const qos = all.reduce<QoS>((highest, options) => (options.qos > highest ? options.qos : highest), 0);
    const last = all.at(-1);
    return {
      qos,
      noLocal: all.length > 0 && all.every((options) => options.noLocal === true),
      retainAsPublished: all.some((options) => options.retainAsPublished === true),
      ...(last?.retainHandling === undefined ? {} : { retainHandling: last.retainHandling }),
      subscriptionIdentifier: this.identifier,
    };
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work, work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
