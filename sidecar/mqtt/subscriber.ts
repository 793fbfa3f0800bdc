/**
 * Subscribes and unsubscribes over one mqtt.js client, one filter a packet so that each gets its own answer, and makes the
 * subscriptions again after a reconnect. Used by the connection only.
 */
import type { IClientSubscribeOptions, MqttClient } from 'mqtt';
import { AppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { describeReasonCode, describeSuback, FIRST_FAILURE_CODE } from './reason-codes.ts';
import { readServerLimits, subscribeRefusal } from './server-limits.ts';
import type { ServerLimits } from './server-limits.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Wish } from './subscriptions.ts';
import { assertTopicFilter, parseSharedFilter } from './topics.ts';
import type { ProtocolVersion, QoS, SubscribeOptions } from './types.ts';

/** MQTT 5, section 3.8.2.1.2. */
const MAX_SUBSCRIPTION_IDENTIFIER = 268_435_455;

/** Called when a subscription could not be made again after a reconnect; the next reconnect tries it once more. */
export type SubscriptionLostHandler = (filter: string, error: AppError) => void;

interface SubscriberParts {
  readonly client: MqttClient;
  /** `host:port`, for messages. */
  readonly target: string;
  readonly timeoutMs: number;
  readonly log: Pick<Log, 'warn'> | undefined;
  readonly onLost: SubscriptionLostHandler | undefined;
}

function isQoS(code: number | undefined): code is QoS {
  return code === 0 || code === 1 || code === 2;
}

function assertOptions(filter: string, { noLocal, subscriptionIdentifier: id }: SubscribeOptions): void {
  assertTopicFilter(filter);
  // [MQTT-3.8.3-4]
  if (noLocal === true && parseSharedFilter(filter) !== undefined) {
    throw new AppError('invalid-arguments', `noLocal cannot be used with the shared subscription "${filter}".`);
  }
  if (id !== undefined && !(Number.isInteger(id) && id >= 1 && id <= MAX_SUBSCRIPTION_IDENTIFIER)) {
    throw new AppError(
      'invalid-arguments',
      `The subscription identifier ${id} is not a whole number from 1 to ${MAX_SUBSCRIPTION_IDENTIFIER}.`,
    );
  }
}

export class Subscriber {
  readonly #parts: SubscriberParts;
  readonly #subscriptions = new Subscriptions();
  #limits = readServerLimits(4);
  #isConnected = false;

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
  }

  get #version(): ProtocolVersion {
    return this.#parts.client.options.protocolVersion === 5 ? 5 : 4;
  }

  /**
   * Resolves with the QoS granted; undefined when the connection is down or was lost before the answer, in which case the
   * subscription is made at the reconnect.
   */
  async subscribe(filter: string, options: SubscribeOptions): Promise<QoS | undefined> {
    assertOptions(filter, options);
    const wish = this.#subscriptions.wish(filter, options);
    if (!this.#isConnected) return undefined;
    try {
      return await this.#send(wish);
    } catch (error) {
      this.#subscriptions.refused(wish);
      throw error;
    }
  }

  async unsubscribe(filter: string): Promise<void> {
    assertTopicFilter(filter);
    this.#subscriptions.drop(filter);
    if (this.#isConnected) await this.#sendUnsubscribe(filter);
  }

  /** Sends what the broker does not know, in one go, before anything else can be sent on the new connection. */
  connected(sessionPresent: boolean, limits: ServerLimits): void {
    this.#limits = limits;
    this.#isConnected = true;
    const { subscribe, unsubscribe } = this.#subscriptions.restore(sessionPresent);
    const { log, onLost } = this.#parts;
    for (const filter of unsubscribe) {
      this.#sendUnsubscribe(filter).catch((error: AppError) =>
        log?.warn('A subscription could not be ended', { filter, reason: error.message }),
      );
    }
    for (const wish of subscribe) {
      this.#send(wish).catch((error: AppError) => {
        log?.warn('A subscription could not be restored', { filter: wish.filter, reason: error.message });
        onLost?.(wish.filter, error);
      });
    }
  }

  connectionLost(): void {
    this.#isConnected = false;
  }

  async #send(wish: Wish): Promise<QoS | undefined> {
    const { client, target } = this.#parts;
    const refusal = subscribeRefusal(wish.filter, this.#limits, target);
    if (refusal !== undefined) throw refusal;
    const suback = await this.#request<{ readonly granted: readonly unknown[] }>(`the subscription to "${wish.filter}"`, (done) => {
      client.subscribe(wish.filter, this.#wireOptions(wish.options), (_error, _granted, packet) => done(packet));
    });
    const code = suback === undefined ? undefined : Number(suback.granted[0]);
    if (code !== undefined && code >= FIRST_FAILURE_CODE) {
      const words = describeSuback(code, this.#version);
      throw new AppError('broker-refused', `The broker at ${target} refused the subscription to "${wish.filter}": ${words}.`, {
        hint: 'Check the topic filter and the permissions of this client on the broker.',
      });
    }
    if (!isQoS(code)) return undefined;
    this.#subscriptions.granted(wish);
    return code;
  }

  /** mqtt.js leaves out what 3.1.1 does not have. */
  #wireOptions({ qos, noLocal, retainAsPublished, retainHandling, subscriptionIdentifier }: SubscribeOptions): IClientSubscribeOptions {
    return {
      qos,
      nl: noLocal ?? false,
      rap: retainAsPublished ?? false,
      rh: retainHandling ?? 0,
      // A broker that knows none would end the connection; without them messages come all the same.
      ...(subscriptionIdentifier !== undefined && this.#limits.subscriptionIdentifiers ? { properties: { subscriptionIdentifier } } : {}),
    };
  }

  async #sendUnsubscribe(filter: string): Promise<void> {
    const { client, target } = this.#parts;
    const unsuback = await this.#request<object>(`the end of the subscription to "${filter}"`, (done) => {
      client.unsubscribe(filter, (_error, packet) => done(packet));
    });
    if (unsuback === undefined) return;
    this.#subscriptions.dropped(filter);
    // Codes are in UNSUBACK since MQTT 5 (section 3.11.3).
    const code = 'granted' in unsuback && Array.isArray(unsuback.granted) ? Number(unsuback.granted[0]) : 0;
    if (code < FIRST_FAILURE_CODE) return;
    throw new AppError(
      'broker-refused',
      `The broker at ${target} refused to end the subscription to "${filter}": ${describeReasonCode(code)}.`,
    );
  }

  /** Sends one packet and waits for its answer; resolves with undefined when the connection goes first. */
  #request<Answer>(what: string, send: (done: (answer: Answer | undefined) => void) => void): Promise<Answer | undefined> {
    const { target, timeoutMs } = this.#parts;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new AppError('broker-timeout', `The broker at ${target} did not confirm ${what} within ${timeoutMs / 1000} s.`));
      }, timeoutMs);
      send((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }
}
