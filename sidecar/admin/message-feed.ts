/**
 * The dashboard's live view of messages: a sink that passes on a sample of what arrives and counts the rest, so that a broker
 * at full speed costs the dashboard no more than a calm one.
 */
import type { HubMessage } from '../hub/message.ts';
import type { Sink } from '../hub/sink.ts';
import { propertiesToJson } from '../mqtt/message-json.ts';
import type { AdminMessages } from './schema.ts';

const INTERVAL_MS = 250;
const MAX_PER_INTERVAL = 75;
const MAX_PAYLOAD_BYTES = 64 * 1024;
/** Payloads of one interval; a few large messages are enough to look at. */
const MAX_BYTES_PER_INTERVAL = 512 * 1024;

export class MessageFeed implements Sink {
  readonly #emit: (page: AdminMessages) => void;
  readonly #timer: NodeJS.Timeout;
  #messages: AdminMessages['messages'] = [];
  #bytes = 0;
  #skipped = 0;

  constructor(emit: (page: AdminMessages) => void) {
    this.#emit = emit;
    this.#timer = setInterval(() => this.#flush(), INTERVAL_MS);
  }

  deliver(message: HubMessage): void {
    if (this.#messages.length >= MAX_PER_INTERVAL || this.#bytes >= MAX_BYTES_PER_INTERVAL) {
      this.#skipped += 1;
      return;
    }
    const payload = message.payload.subarray(0, MAX_PAYLOAD_BYTES);
    this.#bytes += payload.length;
    this.#messages.push({
      id: message.id,
      connection: message.connection,
      topic: message.topic,
      payload: payload.toString('base64'),
      payloadBytes: message.payload.length,
      qos: message.qos,
      retain: message.retain,
      receivedAt: message.receivedAt,
      ...(message.properties === undefined ? {} : { properties: { ...propertiesToJson(message.properties) } }),
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #flush(): void {
    if (this.#messages.length === 0 && this.#skipped === 0) return;
    this.#emit({ at: Date.now(), messages: this.#messages, skipped: this.#skipped });
    this.#messages = [];
    this.#bytes = 0;
    this.#skipped = 0;
  }
}
