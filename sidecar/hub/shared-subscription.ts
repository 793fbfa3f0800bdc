/**
 * One upstream subscription of a connection, shared by every sink that asked for the same topic filter: its SUBSCRIBE and
 * UNSUBSCRIBE go out one after the other, and it knows which sinks a retained message is meant for.
 *
 * A broker sends retained messages only in answer to SUBSCRIBE, so a later sink makes the connection subscribe again, and
 * the retained messages that follow go to that sink alone: the others have had theirs. Sinks that come while a SUBSCRIBE is
 * on its way share the next one, so that ten thousand that come at once cost a few.
 */
import type { BrokerConnection, QoS, SubscribeOptions } from '../mqtt/types.ts';
import type { Sink } from './sink.ts';

export interface ReaderOptions extends SubscribeOptions {
  /**
   * `later`: the sink has the retained messages as they are now, so that a subscription that exists is left as it is; they
   * are new again after a reconnect. `never`: it wants none. Default: `always`.
   */
  readonly retained?: 'always' | 'later' | 'never';
}

interface SharedSubscriptionParts {
  readonly filter: string;
  /** MQTT 5 subscription identifier; tells copies apart that overlapping filters make a broker send. */
  readonly identifier: number;
  readonly connection: Upstream;
  readonly now: () => number;
}

/**
 * How long after the SUBACK retained messages may still arrive for a sink once another sink has subscribed after it. The
 * protocol marks no end of that burst; a sink that has already seen a topic's retained message does not get it twice.
 */
const RETAINED_BURST_MS = 5_000;

type Upstream = Pick<BrokerConnection, 'subscribe' | 'unsubscribe'>;

interface AwaitingRetained {
  /** Topics whose retained message the sink has had in this burst; undefined before the first. */
  seen: Set<string> | undefined;
  /** Set once another sink has subscribed after this one. */
  endsAt: number | undefined;
}

export class SharedSubscription {
  readonly filter: string;
  /** MQTT 5 subscription identifier; tells copies apart that overlapping filters make a broker send. */
  readonly identifier: number;
  readonly #connection: Upstream;
  readonly #now: () => number;
  readonly #sinks = new Map<Sink, ReaderOptions>();
  readonly #awaiting = new Map<Sink, AwaitingRetained>();
  /** Those of them whose time to wait has no end yet. */
  #unended: AwaitingRetained[] = [];
  /** Sinks that the next SUBSCRIBE brings their retained messages. */
  readonly #asking = new Set<Sink>();
  /** The SUBSCRIBE that is queued and not yet on its way. */
  #next: Promise<{ qos: QoS }> | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #qos: QoS = 0;
  #acknowledged = false;
  #retainAsPublished = false;
  #noLocal = false;

  constructor({ filter, identifier, connection, now }: SharedSubscriptionParts) {
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

  get readers(): number {
    return this.#sinks.size;
  }

  /** Live messages carry the retain flag as it was published, so that it does not tell which ones the broker had kept. */
  get retainAsPublished(): boolean {
    return this.#retainAsPublished;
  }

  has(sink: Sink): boolean {
    return this.#sinks.has(sink);
  }

  /**
   * Adds the sink (or gives it other options) and subscribes upstream where that is needed. Resolves with the QoS granted;
   * rejects as `BrokerConnection.subscribe` does, and then the sink is not added. Messages may come before it resolves.
   */
  async add(sink: Sink, options: ReaderOptions): Promise<{ qos: QoS }> {
    this.#stopLingering();
    const before = this.#sinks.get(sink);
    this.#sinks.set(sink, options);
    const { retained = 'always', qos } = options;
    if (retained !== 'always' && this.#acknowledged && qos <= this.#qos && !this.#leavesOut(options)) return { qos: this.#qos };
    if (retained === 'always') this.#asking.add(sink);
    try {
      return await this.#subscribeSoon();
    } catch (error) {
      if (before === undefined) this.remove(sink);
      else this.#sinks.set(sink, before);
      throw error;
    }
  }

  remove(sink: Sink): void {
    this.#sinks.delete(sink);
    this.#awaiting.delete(sink);
    this.#asking.delete(sink);
  }

  /** Calls back after the time, unless a sink comes before. */
  linger(ms: number, then: () => void): void {
    this.#stopLingering();
    this.#lingering = setTimeout(then, ms);
    this.#lingering.unref();
  }

  /** Unsubscribes upstream unless a sink has come meanwhile; resolves with whether nobody is left. */
  async releaseIfUnused(): Promise<boolean> {
    this.#stopLingering();
    return this.#enqueue(async () => {
      if (this.#sinks.size > 0) return false;
      this.#acknowledged = false;
      await this.#connection.unsubscribe(this.filter);
      return this.#sinks.size === 0;
    });
  }

  /** The connection was closed. */
  end(): void {
    this.#stopLingering();
    this.#sinks.clear();
    this.#awaiting.clear();
    this.#unended = [];
    this.#asking.clear();
  }

  /**
   * The connection was re-established. Unless the broker had kept the session, it sends the retained messages of every
   * filter again, whose values may be new.
   */
  renewed(sessionPresent: boolean): void {
    if (sessionPresent) return;
    this.#unended = [];
    for (const [sink, { retained }] of this.#sinks) {
      if (retained !== 'never') this.#await(sink);
    }
  }

  /** The sinks that a message of this filter goes to. */
  recipients(topic: string, retain: boolean): Iterable<Sink> {
    // With retain-as-published a set flag no longer tells a retained message from a live one.
    if (!retain || this.#retainAsPublished) return this.#sinks.keys();
    return this.#awaitingRetained(topic);
  }

  #await(sink: Sink): void {
    const awaiting = { seen: undefined, endsAt: undefined };
    this.#awaiting.set(sink, awaiting);
    this.#unended.push(awaiting);
  }

  /** Those that came first; the others are found when a retained message comes. */
  #forgetEnded(): void {
    for (const [sink, { endsAt }] of this.#awaiting) {
      if (endsAt === undefined || endsAt >= this.#now()) return;
      this.#awaiting.delete(sink);
    }
  }

  #awaitingRetained(topic: string): Sink[] {
    const recipients: Sink[] = [];
    for (const [sink, awaiting] of this.#awaiting) {
      if (awaiting.endsAt !== undefined && awaiting.endsAt < this.#now()) {
        this.#awaiting.delete(sink);
      } else if (awaiting.seen?.has(topic) !== true) {
        (awaiting.seen ??= new Set()).add(topic);
        recipients.push(sink);
      }
    }
    return recipients;
  }

  /** One SUBSCRIBE for all who ask before it is on its way. */
  #subscribeSoon(): Promise<{ qos: QoS }> {
    this.#next ??= this.#enqueue(() => {
      this.#next = undefined;
      return this.#subscribe();
    });
    return this.#next;
  }

  async #subscribe(): Promise<{ qos: QoS }> {
    const options = this.#combinedOptions();
    if (this.#asking.size > 0) {
      const endsAt = this.#now() + RETAINED_BURST_MS;
      for (const earlier of this.#unended) earlier.endsAt = endsAt;
      this.#unended = [];
      this.#forgetEnded();
      for (const sink of this.#asking) this.#await(sink);
      this.#asking.clear();
    }
    this.#retainAsPublished = options.retainAsPublished ?? false;
    this.#noLocal = options.noLocal ?? false;
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
      // Whoever asks for the retained messages gets them, whatever the others want.
      ...(last?.retainHandling === undefined || this.#asking.size > 0 ? {} : { retainHandling: last.retainHandling }),
      subscriptionIdentifier: this.identifier,
    };
  }

  /** Whether the subscription as it is leaves out what a sink wants. */
  #leavesOut({ noLocal = false, retainAsPublished = false }: ReaderOptions): boolean {
    return (this.#noLocal && !noLocal) || (!this.#retainAsPublished && retainAsPublished);
  }

  #stopLingering(): void {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work, work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
