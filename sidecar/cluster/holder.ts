/**
 * The one instance that holds a profile's broker connection: subscribes for all, writes what arrives into the shared log, and
 * tells the others how the connection is. It exists as long as it has the lease and is stopped by whoever gave it that.
 */
import { Channel } from '../hub/channel.ts';
import type { Notes } from '../hub/log/event-log.ts';
import { newEpoch } from '../hub/log/new-epoch.ts';
import { Redelivered, REMEMBERED } from '../hub/log/redelivered.ts';
import { RedisAppender, type AppendOutcome } from '../hub/log/redis-appender.ts';
import type { RedisLink, RedisValue } from '../hub/log/redis-link.ts';
import { readLatest } from '../hub/log/redis-reader.ts';
import type { RedisReplica } from '../hub/log/redis-replica.ts';
import { appendScript, changeHashScript } from '../hub/log/redis-scripts.ts';
import { createBrokerConnection } from '../mqtt/broker-connection.ts';
import type { BrokerConnection, ConnectionOptions, OutgoingMessage, PublishOptions, PublishResult } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import { RateCounter } from '../observe/rates.ts';
import type { Bus } from './bus.ts';
import { HeldSubscriptions } from './held-subscriptions.ts';
import type { ProfileKeys } from './keys.ts';
import { tokenOf, type Acquired, type Lease } from './lease.ts';
import type { Peers } from './peers.ts';
import { RedisNotes } from './redis-notes.ts';
import { shareState } from './shared-state.ts';

/** How long the last messages may take to get into the log when the instance stops. */
const LAST_WRITES_MS = 2_000;

export interface HolderParts {
  readonly link: RedisLink;
  readonly bus: Bus;
  readonly peers: Peers;
  readonly profile: string;
  readonly keys: ProfileKeys;
  readonly lease: Lease;
  readonly acquired: Acquired;
  readonly options: ConnectionOptions;
  /** What this instance has read of the log; restores a log that Redis has lost. */
  readonly replica: RedisReplica;
  /** How long the subscriptions of an instance that is gone are kept for its readers. */
  readonly lingerMs: number;
  readonly log: Log;
  /** The connection has failed, or nobody needs it any more (`end`), or another may have it already (`abandon`). */
  readonly onOver: (how: 'end' | 'abandon') => void;
}

export class Holder {
  readonly #parts: HolderParts;
  readonly #notes: RedisNotes;
  readonly #appender: RedisAppender;
  readonly #redelivered: Redelivered;
  readonly #connection: BrokerConnection;
  readonly #channel: Channel;
  readonly subscriptions: HeldSubscriptions;
  #token: number;
  #telling: Promise<unknown> = Promise.resolve();

  private constructor(parts: HolderParts, notes: RedisNotes, redelivered: Redelivered) {
    const { profile, acquired, options, log } = parts;
    this.#parts = parts;
    this.#notes = notes;
    this.#redelivered = redelivered;
    this.#token = tokenOf(acquired.holder);
    this.#appender = new RedisAppender({
      connection: profile,
      epoch: acquired.epoch,
      seq: acquired.seq,
      write: (base, values) => this.#write(base, values),
      recover: (outcome) => this.#recover(outcome),
      recall: (seq) => (parts.replica.epoch === acquired.epoch ? parts.replica.get(seq) : undefined),
    });
    this.#connection = createBrokerConnection({
      id: profile,
      options: { ...options, clientId: options.clientId ?? acquired.clientId, keepTrying: true },
      log,
      onMessage: (message) => this.#redelivered.once(message, () => this.#channel.receive(message)),
      onSession: (isPresent) => this.#channel.sessionBegins(isPresent),
    });
    this.#channel = new Channel({
      connection: this.#connection,
      log: this.#appender,
      notes,
      now: Date.now,
      // Counted where the messages are read.
      traffic: { in: new RateCounter(), out: new RateCounter() },
      onSinkError: () => {},
    });
    this.subscriptions = new HeldSubscriptions({ ...parts, channel: this.#channel, onUnused: () => parts.onOver('end') });
    this.#connection.onState(() => this.#tellState());
    this.#tellState();
  }

  /** Rejects with `cluster-unavailable`, or throws as `createBrokerConnection`. */
  static async open(parts: HolderParts): Promise<Holder> {
    const { link, keys, lease } = parts;
    const notes = new RedisNotes({ link, keys, holder: () => lease.holder });
    await notes.load();
    const redelivered = new Redelivered();
    for (const { message } of (await readLatest(link, keys.log, REMEMBERED)).toReversed()) redelivered.note(message);
    const holder = new Holder(parts, notes, redelivered);
    await holder.subscriptions.look();
    return holder;
  }

  /** What is noted beside the log of this epoch. */
  get notes(): Notes {
    return this.#notes;
  }

  get epoch(): string {
    return this.#parts.acquired.epoch;
  }

  /** Whether trying again at once cannot help, as with a refused password. */
  get hasFailed(): boolean {
    return this.#connection.state.name === 'failed';
  }

  async publish(message: OutgoingMessage, options: PublishOptions): Promise<PublishResult> {
    return this.#connection.publish(message, options);
  }

  /** Redis has lost the lease, and perhaps all else. */
  restore(): void {
    this.#appender.restore();
  }

  /** Ends in order: what has arrived is written and acknowledged, and the broker keeps the session for the next holder. */
  async end(): Promise<void> {
    this.subscriptions.stop();
    await Promise.race([
      Promise.all([this.#appender.idle(), this.#notes.saved(), this.#telling]),
      new Promise((resolve) => setTimeout(resolve, LAST_WRITES_MS).unref()),
    ]);
    // The acknowledgements follow in this turn of the event loop.
    await new Promise(setImmediate);
    await this.#channel.close();
  }

  /** Another may hold the connection already: nothing more is written, and what waits is not acknowledged. */
  async abandon(): Promise<void> {
    this.subscriptions.stop();
    this.#appender.close();
    await this.#channel.close();
  }

  async #write(base: number, values: readonly RedisValue[]): Promise<AppendOutcome> {
    const { link, keys, lease, acquired, replica } = this.#parts;
    const { holder } = lease;
    if (holder === undefined) return 'fenced';
    const oldest = replica.epoch === acquired.epoch ? replica.first : 1;
    const count = values.length / 4;
    const reply = await link.run(appendScript, [keys.lease, keys.meta, keys.log], [holder, acquired.epoch, base, oldest, count, ...values]);
    return reply === 'ok' || reply === 'lost' ? reply : 'fenced';
  }

  /** Goes on where nobody else has held the lease meanwhile, with the log that Redis has or has lost. */
  async #recover(outcome: AppendOutcome): Promise<number | undefined> {
    const { lease, acquired, replica, profile, log, onOver } = this.#parts;
    const { epoch, clientId } = acquired;
    const again = await lease.acquire({ epoch, seq: replica.first - 1, clientId });
    if (!('holder' in again)) {
      onOver('abandon');
      return undefined;
    }
    const token = tokenOf(again.holder);
    // Redis that has lost everything counts from 1 again.
    const isContinuous = again.epoch === epoch && (token === this.#token + 1 || token <= this.#token);
    this.#token = token;
    if (!isContinuous) {
      onOver('abandon');
      return undefined;
    }
    log.warn('Redis had lost what it knew of a profile; it is restored from memory', { profile, outcome, from: again.seq });
    this.#notes.saveAll();
    this.#tellState();
    return again.seq;
  }

  #tellState(): void {
    const { state } = this.#connection;
    this.#telling = this.#tell().catch(() => {});
    if (state.name === 'failed') void this.#telling.then(() => this.#parts.onOver('end'));
  }

  async #tell(): Promise<void> {
    const { link, keys, bus, peers, profile, lease, acquired } = this.#parts;
    const { holder } = lease;
    if (holder === undefined) return;
    const { clientId, state } = this.#connection;
    // The next holder connects; for the readers nothing has ended.
    if (state.name === 'disconnected') return;
    const told = { profile, holder: bus.instance, name: peers.name, epoch: acquired.epoch, clientId, state: shareState(state) };
    await link.run(changeHashScript, [keys.lease, keys.state], [holder, 'now', JSON.stringify(told)]);
    bus.news('state', told);
  }
}

/** What a log begins with that no instance has written so far. */
export function newBeginning(clientId: string): { epoch: string; seq: number; clientId: string } {
  return { epoch: newEpoch(), seq: 0, clientId };
}
