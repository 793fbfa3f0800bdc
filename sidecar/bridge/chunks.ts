/**
 * A message that is too large for one event, cut into `chunk` events one at a time, as the connection takes them: its payload
 * is never copied as a whole. CRC-32/ISO-HDLC for each piece, SHA-256 for the whole with the last one (WIRE, section 3).
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HubMessage } from '../hub/message.ts';
import { eventText, frame, type Framing } from './event-frame.ts';
import { messageData } from './message-data.ts';

const NOTHING = Buffer.alloc(0);

export class ChunkedMessage {
  readonly #message: HubMessage;
  readonly #chunkBytes: number;
  readonly #framing: Framing;
  readonly #hash = createHash('sha256');
  #index = 0;

  constructor(message: HubMessage, chunkBytes: number, framing: Framing) {
    this.#message = message;
    this.#chunkBytes = chunkBytes;
    this.#framing = framing;
  }

  get #count(): number {
    return Math.ceil(this.#message.payload.length / this.#chunkBytes);
  }

  get isDone(): boolean {
    return this.#index === this.#count;
  }

  /** Encodes the next piece. Only the last one has the event's id: a client that was cut off before asks for all of it again. */
  next(): Buffer {
    const { id, payload } = this.#message;
    const index = this.#index;
    const piece = payload.subarray(index * this.#chunkBytes, (index + 1) * this.#chunkBytes);
    this.#hash.update(piece);
    this.#index += 1;
    const data = {
      message: id,
      index,
      count: this.#count,
      bytes: payload.length,
      crc32: crc32(piece).toString(16).padStart(8, '0'),
      ...(index === 0 ? this.#description() : {}),
      ...(this.isDone ? { sha256: this.#hash.digest('hex') } : {}),
      data: piece.toString('base64'),
    };
    return frame(eventText({ ...(this.isDone ? { id } : {}), event: 'chunk', data: JSON.stringify(data) }), this.#framing);
  }

  /** Everything of the message but its payload. */
  #description(): object {
    const { payload: _none, encoding: _ofNothing, ...rest } = messageData(withoutPayload(this.#message), 'base64');
    return rest;
  }
}

function withoutPayload({ topic, qos, retain, dup, receivedAt, properties, epoch, repeatOf }: HubMessage) {
  const more = { ...(properties === undefined ? {} : { properties }), ...(repeatOf === undefined ? {} : { repeatOf }) };
  return { topic, payload: NOTHING, qos, retain, dup, receivedAt, epoch, ...more };
}
