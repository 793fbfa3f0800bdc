/**
 * All broker connections of the process, each with its channel: who opened it, under which id, and that a change of any of
 * them is seen. It knows nothing of who reads.
 */
import { randomBytes } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { createBrokerConnection } from '../mqtt/broker-connection.ts';
import type { ConnectionOptions } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import { RateCounter } from '../observe/rates.ts';
import { Channel } from './channel.ts';
import type { LogStore } from './log/event-log.ts';

/** Whom a connection belongs to; others neither see nor use it, but a profile's is everybody's who may use the profile. */
export type ConnectionOwner =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'api'; readonly principal: string };

export interface OpenChannel {
  readonly channel: Channel;
  readonly owner: ConnectionOwner;
}

interface HubParts {
  readonly store: LogStore;
  readonly log: Log;
  readonly now?: () => number;
}

export class Hub {
  readonly #store: LogStore;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #open = new Map<string, OpenChannel>();
  readonly #listeners = new Set<(id: string) => void>();
  readonly #traffic = { in: new RateCounter(), out: new RateCounter() };

  constructor({ store, log, now = Date.now }: HubParts) {
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
  open(options: ConnectionOptions, owner: ConnectionOwner, id = `conn-${randomBytes(16).toString('base64url')}`): Channel {
    const log = this.#log.scope('mqtt', { connection: id });
    const connection = createBrokerConnection({ id, options, log, onMessage: (message) => channel.receive(message) });
    const kept = owner.kind === 'profile';
    const channel = new Channel({
      connection,
      // Under the profile's name, so that it is found again after a restart; other connections end with the process.
      log: this.#store.open(id, { kept }),
      notes: kept && this.#store.outlivesProcess ? this.#store.notes : undefined,
      now: this.#now,
      traffic: this.#traffic,
      onSinkError: (error) => log.error('A sink failed', { error }),
    });
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
