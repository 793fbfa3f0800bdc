/**
 * The connection of a profile as the instances see it that read from it: a `BrokerConnection` whose broker connection is held
 * by one of them, perhaps another. What it subscribes to is wished for in Redis and asked of the holder; its state is what the
 * holder tells, or that there is none at the moment.
 */
import { z } from 'zod';
import { AppError, toAppError } from '../errors.ts';
import type { HubMessage } from '../hub/message.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import { assertTopicFilter } from '../mqtt/topics.ts';
import type {
  BrokerConnection,
  ConnectionOptions,
  ConnectionState,
  MessageHandler,
  OutgoingMessage,
  PublishOptions,
  PublishResult,
  QoS,
  SubscribeOptions,
  TrafficCounters,
} from '../mqtt/types.ts';
import { encodeProperties } from '../hub/log/message-properties.ts';
import { userField, wishedOptions, wishField } from './wishes.ts';

/** What the connection asks of the profile that it belongs to. */
export interface ProfileAccess {
  readonly instance: string;
  /** Changes this instance's part of the wishes; without a value a field goes. Rejects with `cluster-unavailable`. */
  wish(field: string, value: string | undefined): Promise<void>;
  /** Asks the holder. Rejects with its refusal, with `instance-gone` where there is none, or with `cluster-unavailable`. */
  ask(method: 'subscribe' | 'unsubscribe' | 'publish', body: object): Promise<unknown>;
  /** The connection is used no more. */
  leave(connection: SharedConnection): void;
}

const grantedSchema = z.object({ qos: z.literal([0, 1, 2]) });
const publishedSchema = z.object({ reasonCode: z.int().nullable() });

export class SharedConnection implements BrokerConnection {
  readonly id: string;
  readonly url: string;
  readonly username: string | undefined;
  readonly tls: boolean;
  readonly counters: TrafficCounters = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 };
  readonly #access: ProfileAccess;
  readonly #onMessage: MessageHandler;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #wishes = new Map<string, string>();
  #state: ConnectionState = { name: 'connecting', since: Date.now() };
  #clientId: string;

  constructor(profile: string, options: ConnectionOptions, access: ProfileAccess, onMessage: MessageHandler) {
    const address = parseBrokerUrl(options.url);
    this.id = profile;
    this.url = address.display;
    this.username = options.username ?? address.username;
    this.tls = address.tls;
    this.#clientId = options.clientId ?? '';
    this.#access = access;
    this.#onMessage = onMessage;
    // Whoever wants to know asks `ready()`; nobody has to.
    this.#ready.promise.catch(() => {});
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get clientId(): string {
    return this.#clientId;
  }

  get isOver(): boolean {
    return this.#state.name === 'failed' || this.#state.name === 'disconnected';
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  async subscribe(filter: string, options: SubscribeOptions): Promise<{ qos: QoS }> {
    this.#assertNotOver();
    assertTopicFilter(filter);
    const wished = wishedOptions(options);
    const field = wishField(this.#access.instance, filter);
    const before = this.#wishes.get(field);
    await this.#wish(field, JSON.stringify(wished));
    try {
      return grantedSchema.parse(await this.#access.ask('subscribe', { filter, options: wished }));
    } catch (error) {
      // The next holder finds the wish and fulfils it.
      if (isPassing(toAppError(error))) return { qos: options.qos };
      await this.#wish(field, before);
      throw error;
    }
  }

  async unsubscribe(filter: string): Promise<void> {
    this.#assertNotOver();
    await this.#wish(wishField(this.#access.instance, filter), undefined);
    // Else the holder notices that the wish is gone.
    await this.#access.ask('unsubscribe', { filter }).catch(() => {});
  }

  async publish({ payload, properties, ...message }: OutgoingMessage, options: PublishOptions = {}): Promise<PublishResult> {
    this.#assertNotOver();
    const more = properties === undefined ? {} : { properties: encodeProperties(properties) };
    const published = publishedSchema.parse(
      await this.#access.ask('publish', { ...message, payload: payload.toString('base64'), ...more, ...options }),
    );
    this.counters.messagesOut += 1;
    this.counters.bytesOut += payload.length;
    return published;
  }

  async close(): Promise<void> {
    if (!this.isOver) this.follow({ name: 'disconnected', since: Date.now() });
    this.#access.leave(this);
  }

  /** Redis has lost the wishes, or this instance was taken for dead. */
  async wishAgain(): Promise<void> {
    if (this.isOver) return;
    await this.#access.wish(userField(this.#access.instance), '1');
    for (const [field, value] of this.#wishes) await this.#access.wish(field, value);
  }

  /** The connection is in this state from now on. */
  follow(state: ConnectionState, clientId?: string): void {
    if (clientId !== undefined) this.#clientId = clientId;
    if (this.isOver || isSame(state, this.#state)) return;
    this.#state = state;
    if (state.name === 'connected') this.#ready.resolve();
    if (state.name === 'failed') this.#ready.reject(state.error);
    if (state.name === 'disconnected') this.#ready.reject(this.#notConnected());
    for (const listener of this.#listeners) listener(state);
  }

  /** A message of the log, in its place. */
  deliver(message: HubMessage): void {
    this.counters.messagesIn += 1;
    this.counters.bytesIn += message.payload.length;
    // It is in the log: there is nothing to wait for.
    void this.#onMessage(message);
  }

  async #wish(field: string, value: string | undefined): Promise<void> {
    await this.#access.wish(field, value);
    if (value === undefined) this.#wishes.delete(field);
    else this.#wishes.set(field, value);
  }

  #assertNotOver(): void {
    if (this.isOver) throw this.#notConnected();
  }

  #notConnected(): AppError {
    const { state, url } = this;
    if (state.name !== 'failed')
      return new AppError('not-connected', `The connection to ${url} is closed.`, { hint: 'Connect again first.' });
    return new AppError('not-connected', `The connection to ${url} has failed: ${state.error.message}`, { hint: state.error.hint });
  }
}

function isPassing({ code }: AppError): boolean {
  return code === 'instance-gone' || code === 'cluster-unavailable';
}

function isSame(one: ConnectionState, other: ConnectionState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
