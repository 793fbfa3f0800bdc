/**
 * Messages as bytes in a few large buffers, the oldest first. As objects, some for each message, they would live just long enough
 * to reach V8's old generation and die there, and collecting that stops the process for tens of milliseconds every few seconds
 * (ADR 0048). Used by the log in memory.
 */
import type { QoS } from '../../mqtt/types.ts';
import { Deque } from '../deque.ts';
import { HubMessage, type LoggedMessage } from '../message.ts';
import { decodeProperties, encodeProperties } from './message-properties.ts';
import { messageSize } from './message-size.ts';

/**
 * Buffers begin small, since there may be a log for each of many sessions, and double up to this. Those of this size are written
 * again when all that was in them has left; a larger one holds a single message.
 */
const MAX_SEGMENT_BYTES = 256 * 1024;
const MIN_SEGMENT_BYTES = 4 * 1024;

// A message: receivedAt (8 bytes), repeatOf (8), its size for the bounds (4), length of the properties (4), of the topic (2),
// packet identifier (2), flags (1); then topic, properties and payload.
const REPEAT_AT = 8;
const SIZE_AT = 16;
const PROPERTIES_LENGTH_AT = 20;
const TOPIC_LENGTH_AT = 24;
const PACKET_AT = 26;
const FLAGS_AT = 28;
const HEAD_BYTES = 29;

const QOS_BITS = 3;
const RETAIN = 4;
const DUP = 8;

interface Segment {
  readonly bytes: Buffer;
  /** Sequence number of its first message. */
  readonly firstSeq: number;
  /** Where each of its messages begins. */
  readonly offsets: number[];
  used: number;
}

export class PackedMessages {
  readonly #connection: string;
  readonly #epoch: string;
  readonly #segments = new Deque<Segment>();
  /** A buffer that has been emptied. */
  #spare: Buffer | undefined;
  #last: Segment | undefined;
  #first = 1;
  #next = 1;

  constructor(connection: string, epoch: string) {
    this.#connection = connection;
    this.#epoch = epoch;
  }

  /** Sequence number of the oldest; `next` if there is none. */
  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  push(message: LoggedMessage): HubMessage {
    const { topic, payload, properties } = message;
    const text = properties === undefined ? '' : encodeProperties(properties);
    const size = HEAD_BYTES + Buffer.byteLength(topic) + Buffer.byteLength(text) + payload.length;
    const segment = this.#segmentFor(size);
    segment.offsets.push(segment.used);
    writeMessage(segment.bytes.subarray(segment.used, segment.used + size), message, text);
    segment.used += size;
    const seq = this.#next;
    this.#next += 1;
    return new HubMessage(this.#connection, this.#epoch, seq, message);
  }

  /** A new object at each call, which does not change when the message leaves. */
  at(seq: number): HubMessage | undefined {
    const bytes = this.#bytesOf(seq);
    return bytes && new HubMessage(this.#connection, this.#epoch, seq, readMessage(bytes));
  }

  /** When the oldest message was received, in milliseconds since the epoch; undefined if there is none. */
  get oldestReceivedAt(): number | undefined {
    return this.#bytesOf(this.#first)?.readDoubleLE(0);
  }

  /** What the oldest message counts against the bounds of its store, in bytes; 0 if there is none. */
  get oldestSize(): number {
    return this.#bytesOf(this.#first)?.readUInt32LE(SIZE_AT) ?? 0;
  }

  shift(): void {
    if (this.#first === this.#next) return;
    this.#first += 1;
    const oldest = this.#segments.at(0);
    if (oldest === undefined || this.#first < oldest.firstSeq + oldest.offsets.length) return;
    this.#segments.shift();
    if (oldest.bytes.length === MAX_SEGMENT_BYTES) this.#spare = oldest.bytes;
    if (oldest === this.#last) this.#last = undefined;
  }

  #segmentFor(size: number): Segment {
    const last = this.#last;
    if (last !== undefined && last.used + size <= last.bytes.length) return last;
    const segment = { bytes: this.#bufferFor(size, last?.bytes.length ?? 0), firstSeq: this.#next, offsets: [], used: 0 };
    this.#segments.push(segment);
    this.#last = segment;
    return segment;
  }

  #bufferFor(size: number, before: number): Buffer {
    const spare = this.#spare;
    if (spare !== undefined && size <= spare.length) {
      this.#spare = undefined;
      return spare;
    }
    const roomy = Math.min(MAX_SEGMENT_BYTES, Math.max(MIN_SEGMENT_BYTES, before * 2));
    // Shared with nobody: V8 does not count such memory, so that a history that fills does not make it collect.
    return size <= roomy ? Buffer.from(new SharedArrayBuffer(roomy)) : Buffer.allocUnsafeSlow(size);
  }

  #bytesOf(seq: number): Buffer | undefined {
    if (seq < this.#first || seq >= this.#next) return undefined;
    const segment = this.#segmentOf(seq);
    const index = seq - (segment?.firstSeq ?? 0);
    return segment?.bytes.subarray(segment.offsets[index], segment.offsets[index + 1] ?? segment.used);
  }

  /** The last one that does not begin after the message. */
  #segmentOf(seq: number): Segment | undefined {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#segments.at(middle)?.firstSeq ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    return this.#segments.at(low);
  }
}

function writeMessage(bytes: Buffer, message: LoggedMessage, properties: string): void {
  const { topic, payload, qos, retain, dup, receivedAt, packetId = 0, repeatOf = 0 } = message;
  bytes.writeDoubleLE(receivedAt, 0);
  bytes.writeDoubleLE(repeatOf, REPEAT_AT);
  bytes.writeUInt32LE(messageSize(message), SIZE_AT);
  const topicBytes = bytes.write(topic, HEAD_BYTES);
  bytes.writeUInt16LE(topicBytes, TOPIC_LENGTH_AT);
  const propertiesBytes = bytes.write(properties, HEAD_BYTES + topicBytes);
  bytes.writeUInt32LE(propertiesBytes, PROPERTIES_LENGTH_AT);
  bytes.writeUInt16LE(packetId, PACKET_AT);
  bytes[FLAGS_AT] = qos | (retain ? RETAIN : 0) | (dup ? DUP : 0);
  payload.copy(bytes, HEAD_BYTES + topicBytes + propertiesBytes);
}

function readMessage(bytes: Buffer): LoggedMessage {
  const flags = bytes[FLAGS_AT] ?? 0;
  const topicEnd = HEAD_BYTES + bytes.readUInt16LE(TOPIC_LENGTH_AT);
  const propertiesEnd = topicEnd + bytes.readUInt32LE(PROPERTIES_LENGTH_AT);
  // Neither is 0 where there is one [MQTT-2.2.1-3].
  const packetId = bytes.readUInt16LE(PACKET_AT);
  const repeatOf = bytes.readDoubleLE(REPEAT_AT);
  return {
    topic: bytes.toString('utf8', HEAD_BYTES, topicEnd),
    // A buffer that is too large to be written again can be shown as it is.
    payload: bytes.buffer.byteLength > MAX_SEGMENT_BYTES ? bytes.subarray(propertiesEnd) : Buffer.from(bytes.subarray(propertiesEnd)),
    qos: qosOf(flags & QOS_BITS),
    retain: (flags & RETAIN) !== 0,
    dup: (flags & DUP) !== 0,
    receivedAt: bytes.readDoubleLE(0),
    ...(packetId === 0 ? {} : { packetId }),
    ...(repeatOf === 0 ? {} : { repeatOf }),
    ...(propertiesEnd === topicEnd ? {} : { properties: decodeProperties(bytes.toString('utf8', topicEnd, propertiesEnd)) }),
  };
}

function qosOf(bits: number): QoS {
  return bits === 0 ? 0 : bits === 1 ? 1 : 2;
}
