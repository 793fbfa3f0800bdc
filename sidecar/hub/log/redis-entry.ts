/**
 * A message as an entry of a Redis stream and back, bit for bit. What comes from Redis is checked like all that comes from
 * outside: another program may have written it. Pure.
 */
import { z } from 'zod';
import type { IncomingMessage, QoS } from '../../mqtt/types.ts';
import { HubMessage } from '../message.ts';
import { decodeProperties, encodeProperties } from './message-properties.ts';

const RETAIN = 1;
const DUP = 2;

/** Receive time, QoS, flags and packet identifier (0: none), as `1764332000000 1 0 17`. */
const HEADER = /^(\d{1,16}) ([012]) ([0-3]) (\d{1,5})$/;

/** In this order an entry has its fields `h`, `t`, `p` and `x`; see `redis-scripts.ts`. */
export type EntryFields = readonly [header: string, topic: string, payload: Buffer, properties: string];

const entrySchema = z.tuple([z.instanceof(Buffer), z.array(z.instanceof(Buffer)).length(8)]);

/** A message and where it stands in its log. */
export interface RedisEntry {
  readonly seq: number;
  readonly message: IncomingMessage;
}

export function toFields({ topic, payload, qos, retain, dup, receivedAt, packetId, properties }: IncomingMessage): EntryFields {
  const flags = (retain ? RETAIN : 0) | (dup ? DUP : 0);
  return [`${receivedAt} ${qos} ${flags} ${packetId ?? 0}`, topic, payload, properties === undefined ? '' : encodeProperties(properties)];
}

/** Throws when the entry is none that `toFields` could have made. */
export function fromEntry(entry: unknown): RedisEntry {
  const [id, fields] = entrySchema.parse(entry);
  const [, header, , topic, , payload, , properties] = fields;
  const parts = HEADER.exec(header?.toString('latin1') ?? '');
  const seq = Number(/^(\d{1,15})-0$/.exec(id.toString('latin1'))?.[1]);
  if (parts === null || Number.isNaN(seq) || topic === undefined || payload === undefined) {
    throw new Error('An entry of the log in Redis is none of this program.');
  }
  const [receivedAt = 0, qos, flags = 0, packetId] = parts.slice(1).map(Number);
  const extra = properties?.toString() ?? '';
  return {
    seq,
    message: {
      topic: topic.toString(),
      payload,
      qos: asQoS(qos),
      retain: (flags & RETAIN) !== 0,
      dup: (flags & DUP) !== 0,
      ...(packetId ? { packetId } : {}),
      receivedAt,
      ...(extra === '' ? {} : { properties: decodeProperties(extra) }),
    },
  };
}

export function toHubMessage(connection: string, epoch: string, { seq, message }: RedisEntry): HubMessage {
  return new HubMessage(connection, epoch, seq, message);
}

/** The id under which the message of this number stands in its stream. */
export function streamId(seq: number): string {
  return `${seq}-0`;
}

function asQoS(value: number | undefined): QoS {
  return value === 1 || value === 2 ? value : 0;
}
