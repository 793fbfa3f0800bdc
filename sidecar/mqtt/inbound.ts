/**
 * Hands what the broker sends to the message handler, in order, and ties the acknowledgement to its success: PUBACK at QoS 1
 * and PUBREC at QoS 2 go out after the handler is done and not at all when it fails. Used by the connection only.
 *
 * mqtt.js has two places for that. `customHandleAcks` stands before both PUBACK and PUBREC, unlike `handleMessage`, which
 * comes only at PUBREL for QoS 2, when the broker has forgotten the message already; so a message of QoS 1 or 2 is handled
 * in the former, and `handleMessage` is left with QoS 0.
 *
 * In both mqtt.js stands still until it is answered: no other packet is looked at. A handler that takes its time (a log that
 * writes many messages at once) would get one message at a time, so mqtt.js is told at once to send nothing, and what it
 * would have sent goes out later from here.
 */
import type { IPublishPacket, MqttClient, Packet } from 'mqtt';
import { Acknowledgements } from './acknowledgements.ts';
import { toIncomingMessage } from './incoming-message.ts';
import type { MessageHandler, TrafficCounters } from './types.ts';

/** Goes to mqtt.js in place of an acknowledgement; comes back as an `error` event that means nothing further. */
export class NotAcknowledged extends Error {}

/** First bytes of the fixed headers (MQTT 5.0, sections 3.4.1 and 3.5.1). */
const PUBACK = 0x40;
const PUBREC = 0x50;

/** One for all messages: an error costs a stack trace, and this one says nothing of any message. */
const sendNothing = new NotAcknowledged('The acknowledgement is sent later, or not at all.');

interface InboundParts {
  readonly client: MqttClient;
  readonly onMessage: MessageHandler;
  /** Called at each CONNACK that makes a connection, but not where the session goes on after it was left. */
  readonly onSession: ((isPresent: boolean) => void) | undefined;
  readonly clock: () => number;
  readonly counters: TrafficCounters;
  /** Whether messages are still wanted; false while the connection is being closed. */
  readonly isOpen: () => boolean;
  /** Whether what has to be acknowledged is left to the broker for later; messages of QoS 0 are taken all the same. */
  readonly isLeaving: () => boolean;
  /** Called with the error at each handler's failure, and with undefined once it works again. */
  readonly onHandlerState: (error: unknown) => void;
}

export class Inbound {
  readonly #parts: InboundParts;
  /** Messages of QoS 2, by packet identifier, from their first PUBLISH until PUBREL: handled, or being handled. */
  readonly #unreleased = new Map<number, Promise<void> | undefined>();
  #acknowledgements = new Acknowledgements();
  /** The network connection that they belong to. */
  #stream: MqttClient['stream'] | undefined;

  constructor(parts: InboundParts) {
    this.#parts = parts;
    const { client } = parts;
    // The constructor of mqtt.js drops this option for 3.1.1, where it works as well; and `auto` changes the version later.
    client.options.customHandleAcks = (topic, _payload, packet: IPublishPacket, acknowledge) => {
      this.#handleAcknowledged(topic, packet, acknowledge);
    };
    client.handleMessage = (packet, done) => {
      if (packet.qos === 0) this.#handleUnacknowledged(packet, done);
      else done();
    };
    // The topic of a packet with an alias is empty; this event comes before `handleMessage` and has it in full.
    client.on('message', (topic, _payload, packet) => {
      packet.topic = topic;
    });
    client.on('packetreceive', (packet) => {
      this.#follow(packet);
    });
  }

  /** Whether acknowledgements wait for their messages to be safe. */
  get isWaiting(): boolean {
    return this.#acknowledgements.isWaiting;
  }

  #follow(packet: Packet): void {
    if (packet.cmd === 'pubrel' && packet.messageId !== undefined) this.#unreleased.delete(packet.messageId);
    if (packet.cmd !== 'connack' || (packet.reasonCode ?? packet.returnCode ?? 0) !== 0) return;
    // Without the session packet identifiers begin anew.
    if (!packet.sessionPresent) this.#unreleased.clear();
    const { isLeaving, onSession } = this.#parts;
    if (!packet.sessionPresent || !isLeaving()) onSession?.(packet.sessionPresent);
  }

  #handleUnacknowledged(packet: IPublishPacket, done: () => void): void {
    if (!this.#parts.isOpen()) {
      done();
      return;
    }
    const handled = this.#handle(packet, packet.topic);
    if (handled === undefined) done();
    else void handled.then(done, done);
  }

  #handleAcknowledged(topic: string, packet: IPublishPacket, acknowledge: (outcome: Error | number) => void): void {
    const { client, isOpen, isLeaving } = this.#parts;
    const { stream } = client;
    if (!isOpen() || isLeaving()) {
      acknowledge(sendNothing);
      return;
    }
    if (this.#stream !== stream) {
      this.#stream = stream;
      this.#acknowledgements = new Acknowledgements();
    }
    const handled = packet.qos === 2 ? this.#handleOnce(packet, topic) : this.#handle(packet, topic);
    if (handled === undefined && !this.#acknowledgements.isWaiting && isOpen()) {
      acknowledge(0);
      return;
    }
    acknowledge(sendNothing);
    this.#acknowledgements.add(handled, () => {
      // An acknowledgement belongs to the network connection that brought the message: on the next one, its packet
      // identifier may stand for another message, and the broker sends this one again if it kept the session.
      if (client.stream === stream && !stream.destroyed && isOpen()) this.#send(packet);
    });
  }

  /**
   * PUBACK or PUBREC of success: four bytes in both versions (MQTT 5.0, sections 3.4.2.1 and 3.5.2.1), since mqtt.js has no
   * way to be asked for one. The PUBREL that follows it answers by itself, also without a PUBLISH of its own account.
   */
  #send({ qos, messageId = 0 }: IPublishPacket): void {
    this.#parts.client.stream.write(Buffer.of(qos === 2 ? PUBREC : PUBACK, 2, messageId >> 8, messageId & 0xff));
  }

  /** [MQTT-4.3.3-10]: until PUBREL, a repeated PUBLISH with the same packet identifier is the same message. */
  #handleOnce(packet: IPublishPacket, topic: string): Promise<void> | undefined {
    const id = packet.messageId ?? 0;
    if (this.#unreleased.has(id)) return this.#unreleased.get(id);
    const handled = this.#handle(packet, topic);
    this.#unreleased.set(id, handled);
    handled?.then(
      () => {
        if (this.#unreleased.get(id) === handled) this.#unreleased.set(id, undefined);
      },
      () => {
        if (this.#unreleased.get(id) === handled) this.#unreleased.delete(id);
      },
    );
    return handled;
  }

  /** Undefined when the handler is done already, so that the usual synchronous case costs no promise. */
  #handle(packet: IPublishPacket, topic: string): Promise<void> | undefined {
    const { clock, counters, onMessage, onHandlerState } = this.#parts;
    const message = toIncomingMessage(packet, topic, clock());
    counters.messagesIn += 1;
    counters.bytesIn += message.payload.length;
    let result: void | Promise<void>;
    try {
      result = onMessage(message);
    } catch (error) {
      return this.#failed(error);
    }
    if (result instanceof Promise) {
      return result.then(
        () => onHandlerState(undefined),
        (error: unknown) => this.#failed(error),
      );
    }
    onHandlerState(undefined);
    return undefined;
  }

  async #failed(error: unknown): Promise<never> {
    this.#parts.onHandlerState(error ?? new Error('The handler failed without a reason.'));
    throw new NotAcknowledged('The message could not be handled.', { cause: error });
  }
}
