/**
 * Publishes over one mqtt.js client: one promise a message, settled exactly once, after the broker's acknowledgement or with
 * the reason why there is none. Keeps to the broker's receive maximum and bounds every wait. Used by the connection only.
 */
import type { MqttClient, Packet } from 'mqtt';
import { AppError } from '../errors.ts';
import { describeReasonCode } from './reason-codes.ts';
import { assertPublishProperties, toWireProperties } from './publish-properties.ts';
import { publishPacketSize, publishRefusal, readServerLimits } from './server-limits.ts';
import type { ServerLimits } from './server-limits.ts';
import { ALIAS_BYTES, TopicAliases } from './topic-aliases.ts';
import { assertTopicName } from './topics.ts';
import type { OutgoingMessage, PublishOptions, PublishResult, QoS, TrafficCounters } from './types.ts';

interface Delivery {
  readonly message: OutgoingMessage;
  /** Given up with the connection. */
  readonly once: boolean;
  /** Undefined until it is sent, and at QoS 0. */
  messageId: number | undefined;
  /** The broker's reason code that says more than success, if any; at QoS 2 it stands in PUBREC (section 3.5.2.1). */
  reasonCode: number;
  settle(outcome: PublishResult | AppError): void;
}

interface PublisherParts {
  readonly client: MqttClient;
  /** `host:port`, for messages. */
  readonly target: string;
  readonly timeoutMs: number;
  readonly counters: TrafficCounters;
}

export class Publisher {
  readonly #client: MqttClient;
  readonly #target: string;
  readonly #timeoutMs: number;
  readonly #counters: TrafficCounters;
  readonly #sent = new Set<Delivery>();
  readonly #byId = new Map<number, Delivery>();
  /** Messages that have no room yet, by QoS: order is kept within one QoS, as MQTT has it (section 4.6). */
  readonly #waiting: Readonly<Record<QoS, Set<Delivery>>> = { 0: new Set(), 1: new Set(), 2: new Set() };
  /** Messages sent and not acknowledged, by QoS; of QoS 0: not written. */
  readonly #open: Record<QoS, number> = { 0: 0, 1: 0, 2: 0 };
  #limits = readServerLimits(4);
  #aliases = new TopicAliases(0);

  constructor({ client, target, timeoutMs, counters }: PublisherParts) {
    this.#client = client;
    this.#target = target;
    this.#timeoutMs = timeoutMs;
    this.#counters = counters;
    // mqtt.js tells the callback of a publish about failures only, so the codes of success are read from the packets.
    client.on('packetreceive', (packet) => {
      this.#noteReasonCode(packet);
    });
  }

  /** To be called while connected only. Rejects with `invalid-topic`, `invalid-arguments`, `broker-refused`, `broker-timeout`, `not-connected`, `answer-lost`. */
  async publish(message: OutgoingMessage, { once = false }: PublishOptions = {}): Promise<PublishResult> {
    assertTopicName(message.topic);
    if (message.properties !== undefined) assertPublishProperties(message.properties);
    const refusal = publishRefusal(message, this.#limits, this.#target);
    if (refusal !== undefined) throw refusal;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        delivery.settle(this.#timeout(delivery));
      }, this.#timeoutMs);
      let isOpen = true;
      const delivery: Delivery = {
        message,
        once,
        messageId: undefined,
        reasonCode: 0,
        settle: (outcome) => {
          if (!isOpen) return;
          isOpen = false;
          clearTimeout(timer);
          this.#forget(delivery);
          if (outcome instanceof AppError) reject(outcome);
          else resolve(outcome);
          this.#sendWaiting();
        },
      };
      if (this.#hasRoom(message.qos)) this.#send(delivery);
      else this.#waiting[message.qos].add(delivery);
    });
  }

  /** Whether nothing is on its way to the broker, or waits for it. */
  get isIdle(): boolean {
    return this.#sent.size === 0 && this.#allWaiting().length === 0;
  }

  connected(limits: ServerLimits): void {
    this.#limits = limits;
    this.#aliases = new TopicAliases(limits.topicAliases);
  }

  /**
   * What waits for an acknowledgement is sent again by mqtt.js; all else has to be given up.
   * @param reasonCode with which the broker ended the connection (MQTT 5)
   */
  connectionLost(reasonCode?: number): void {
    for (const delivery of this.#allWaiting()) delivery.settle(this.#lost('was lost before the message was sent; it was not delivered'));
    for (const delivery of this.#sent) {
      if (delivery.once) delivery.settle(this.#cut(delivery, reasonCode));
      else if (delivery.message.qos === 0)
        delivery.settle(this.#lost('was lost while the message was being sent; it may have been delivered'));
    }
  }

  /** Ends every wait, and keeps mqtt.js from sending anything again. */
  close(): void {
    for (const delivery of this.#allWaiting()) delivery.settle(this.#closed('before the message was sent; it was not delivered'));
    for (const delivery of this.#sent) delivery.settle(this.#closed('before the message was acknowledged; it may have been delivered'));
  }

  #hasRoom(qos: QoS): boolean {
    const { window, windowQoS2 } = this.#limits;
    if (qos === 0) return true;
    return this.#open[1] + this.#open[2] < window && (qos === 1 || this.#open[2] < windowQoS2);
  }

  #send(delivery: Delivery): void {
    const { topic, payload, qos, retain, properties } = delivery.message;
    this.#sent.add(delivery);
    this.#open[qos] += 1;
    const alias = this.#aliasFor(delivery.message);
    const wire = { ...(properties && toWireProperties(properties)), ...(typeof alias === 'number' ? { topicAlias: alias } : {}) };
    const options = { qos, retain, ...(Object.keys(wire).length === 0 ? {} : { properties: wire }) };
    // For this one alone, and now: what mqtt.js keeps back goes out later, maybe on another connection, and then in full.
    this.#client.options.autoUseTopicAlias = alias === 'known';
    this.#client.publish(topic, payload, options, (error) => {
      delivery.settle(error ? this.#failure(delivery, error) : this.#success(delivery));
    });
    this.#client.options.autoUseTopicAlias = false;
    if (qos === 0 || !this.#sent.has(delivery)) return;
    // mqtt.js allocates the identifier synchronously while it is connected.
    delivery.messageId = this.#client.getLastMessageId();
    this.#byId.set(delivery.messageId, delivery);
  }

  /** Messages that may have to be sent again go out in full. */
  #aliasFor(message: OutgoingMessage): ReturnType<TopicAliases['next']> {
    if (message.qos > 0) return 'full';
    const { maximumPacketSize } = this.#limits;
    const hasRoom = maximumPacketSize === Infinity || publishPacketSize(message) + ALIAS_BYTES <= maximumPacketSize;
    return hasRoom ? this.#aliases.next(message.topic) : 'full';
  }

  #allWaiting(): Delivery[] {
    return Object.values(this.#waiting).flatMap((deliveries) => [...deliveries]);
  }

  #sendWaiting(): void {
    if (!this.#client.connected) return;
    for (const deliveries of Object.values(this.#waiting)) {
      for (const delivery of deliveries) {
        if (!this.#hasRoom(delivery.message.qos)) break;
        deliveries.delete(delivery);
        this.#send(delivery);
      }
    }
  }

  #forget(delivery: Delivery): void {
    this.#waiting[delivery.message.qos].delete(delivery);
    if (!this.#sent.delete(delivery)) return;
    this.#open[delivery.message.qos] -= 1;
    if (delivery.messageId === undefined) return;
    this.#byId.delete(delivery.messageId);
    // Does nothing where the broker has acknowledged; else mqtt.js would send the message again after a reconnect.
    this.#client.removeOutgoingMessage(delivery.messageId);
  }

  #noteReasonCode(packet: Packet): void {
    if (packet.cmd !== 'puback' && packet.cmd !== 'pubrec' && packet.cmd !== 'pubcomp') return;
    const delivery = packet.messageId === undefined ? undefined : this.#byId.get(packet.messageId);
    if (delivery !== undefined && packet.reasonCode) delivery.reasonCode = packet.reasonCode;
  }

  #success({ message, reasonCode }: Delivery): PublishResult {
    this.#counters.messagesOut += 1;
    this.#counters.bytesOut += message.payload.length;
    return { reasonCode: message.qos > 0 && this.#client.options.protocolVersion === 5 ? reasonCode : null };
  }

  #failure({ message }: Delivery, error: Error): AppError {
    if (!('code' in error) || typeof error.code !== 'number')
      return this.#lost(`was lost (${error.message}); the message may have been delivered`);
    return new AppError('broker-refused', `The broker refused the message to "${message.topic}": ${describeReasonCode(error.code)}.`, {
      cause: error,
      reasonCode: error.code,
      hint: 'Correct the message, or check the permissions of this client on the broker.',
    });
  }

  #timeout({ message }: Delivery): AppError {
    const seconds = this.#timeoutMs / 1000;
    if (message.qos === 0)
      return new AppError('broker-timeout', `The message to "${message.topic}" could not be written within ${seconds} s.`);
    const detail = `The broker did not acknowledge the message to "${message.topic}" within ${seconds} s; it may still be delivered.`;
    return new AppError('broker-timeout', detail);
  }

  #closed(when: string): AppError {
    return new AppError('not-connected', `The connection to ${this.#target} was closed ${when}.`, { hint: 'Connect again first.' });
  }

  #cut({ message }: Delivery, reasonCode: number | undefined): AppError {
    const why = reasonCode === undefined ? '' : `: ${describeReasonCode(reasonCode)}`;
    return new AppError(
      'answer-lost',
      `The connection to ${this.#target} ended before the message to "${message.topic}" was answered${why}.`,
      {
        reasonCode,
      },
    );
  }

  #lost(what: string): AppError {
    return new AppError('not-connected', `The connection to ${this.#target} ${what}.`);
  }
}
