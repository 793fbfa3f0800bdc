/**
 * All broker connections of the process, each with its channel: who opened it, under which id, and that a change of any of
 * them is seen. It knows nothing of who reads.
 */
import { randomBytes } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { createBrokerConnection } from '../mqtt/broker-connection.ts';
import type { BrokerConnection, ConnectionOptions, MessageHandler } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import { RateCounter } from '../observe/rates.ts';
import { Channel } from './channel.ts';
import type { FilterCoverage } from './coverage.ts';
import type { EventLog, LogStore } from './log/event-log.ts';

/** Whom a connection belongs to; others neither see nor use it, but a profile's is everybody's who may use the profile. */
export type ConnectionOwner =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'profile'; readonly profile: string }
  /** Of all forwards that read from the profile, or publish to it. */
  | { readonly kind: 'forward'; readonly profile: string }
  | { readonly kind: 'api'; readonly principal: string };

export interface OpenChannel {
  readonly channel: Channel;
  readonly owner: ConnectionOwner;
}

/** A connection that several instances share, and what a channel needs of it. */
export interface SharedSource {
  readonly connection: BrokerConnection;
  readonly log: EventLog;
  readonly coverage: FilterCoverage;
  fresh(filters: readonly string[]): Promise<void>;
}

/** Opens a profile's connection among the instances; throws as `Hub.open`. */
export type OpenShared = (profile: string, options: ConnectionOptions, onMessage: MessageHandler) => SharedSource;

interface HubParts {
  readonly store: LogStore;
  readonly log: Log;
  /** Ids of connections that are no profile's. */
  readonly newConnectionId?: (() => string) | undefined;
  /** Where profiles are shared with other instances. */
  readonly openShared?: OpenShared | undefined;
  readonly now?: () => number;
}

export function randomId(): string {
  return randomBytes(16).toString('base64url');
}

export class Hub {
  readonly #store: LogStore;
  readonly #log: Log;
  readonly #newConnectionId: () => string;
  readonly #openShared: OpenShared | undefined;
  readonly #now: () => number;
  readonly #open = new Map<string, OpenChannel>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #traffic = { in: new RateCounter(), out: new RateCounter() };

  constructor({ store, log, newConnectionId = randomId, openShared, now = Date.now }: HubParts) {
    this.#newConnectionId = newConnectionId;
    this.#openShared = openShared;
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  get channels(): Iterable<OpenChannel> {
    return this.#open.values();
  }

  /** Messages of all connections, open and closed ones, since the start; rates per second, lately. */
  get traffic(): { messagesIn: number; messagesOut: number; rateIn: number; rateOut: number } {
    const { in: received, out: published } = this.#traffic;
    return { messagesIn: received.total, messagesOut: published.total, rateIn: received.perSecond(), rateOut: published.perSecond() };
  }

  /** What is kept of the messages, and whether that works. */
  get history(): Pick<LogStore, 'messages' | 'bytes' | 'problem'> {
    return this.#store;
  }

  get(id: string): OpenChannel | undefined {
    return this.#open.get(id);
  }

  /** Calls the listener with the id of each connection that is opened, changes its state or is closed. */
  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Opens a connection; wait for `channel.connection.ready()` before use.
   * @throws AppError `invalid-arguments` when the options cannot be used (URL, TLS material)
   */
  open(options: ConnectionOptions, owner: ConnectionOwner, id = `conn-${this.#newConnectionId()}`): Channel {
    const log = this.#log.scope('mqtt', { connection: id });
    const kept = owner.kind === 'profile' || owner.kind === 'forward';
    const onMessage: MessageHandler = (message) => channel.receive(message);
    const onSession = (isPresent: boolean): void => channel.sessionBegins(isPresent);
    const shared = kept ? this.#openShared?.(id, options, onMessage) : undefined;
    const channel = new Channel({
      connection: shared?.connection ?? createBrokerConnection({ id, options, log, onMessage, onSession }),
      // Under the profile's name, so that it is found again after a restart; other connections end with the process.
      log: shared?.log ?? this.#store.open(id, { kept }),
      notes: kept && this.#store.outlivesProcess ? this.#store.notes : undefined,
      shared,
      now: this.#now,
      traffic: this.#traffic,
      onSinkError: (error) => log.error('A sink failed', { error }),
    });
    const { connection } = channel;
    this.#open.set(id, { channel, owner });
    connection.onState(() => this.#changed(id));
    this.#changed(id);
    return channel;
  }

  /** Closes a connection with DISCONNECT and forgets its log; closing it again does nothing. */
  async close(channel: Channel): Promise<void> {
    if (this.#open.get(channel.id)?.channel === channel) this.#open.delete(channel.id);
    // What is durable now is still acknowledged, so that the broker need not deliver it again.
    this.#store.flush();
    await immediate();
    await channel.close();
    this.#changed(channel.id);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ channel }) => this.close(channel)));
    this.#store.close();
  }

  #changed(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}
