/**
 * A message as a row and back, bit for bit. What a file holds is checked like all that comes from outside: another hand may
 * have written it. Pure.
 */
import type { SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import type { IncomingMessage } from '../../mqtt/types.ts';
import { decodeProperties, encodeProperties } from './message-properties.ts';

const RETAIN = 1;
const DUP = 2;

/** What stands in the columns from `received_at` on, in their order. */
export type MessageColumns = [
  receivedAt: SQLInputValue,
  qos: SQLInputValue,
  flags: SQLInputValue,
  topic: SQLInputValue,
  properties: SQLInputValue,
  payload: SQLInputValue,
  packet: SQLInputValue,
  repeatOf: SQLInputValue,
];

const rowSchema = z.object({
  received_at: z.number(),
  qos: z.literal([0, 1, 2]),
  flags: z.int(),
  topic: z.string(),
  properties: z.string().nullable(),
  payload: z.instanceof(Uint8Array),
  packet: z.int().nullable(),
  repeat_of: z.int().nullable(),
});

/** As `LoggedMessage` has it. */
type Logged = IncomingMessage & { readonly repeatOf?: number };

export function toColumns(message: Logged): MessageColumns {
  const { topic, payload, qos, retain, dup, receivedAt, properties, packetId = null, repeatOf = null } = message;
  const flags = (retain ? RETAIN : 0) | (dup ? DUP : 0);
  return [receivedAt, qos, flags, topic, properties === undefined ? null : encodeProperties(properties), payload, packetId, repeatOf];
}

/** Throws when the row is none that `toColumns` could have made. */
export function fromRow(row: unknown): Logged {
  const { received_at: receivedAt, qos, flags, topic, properties, payload, packet, repeat_of: repeatOf } = rowSchema.parse(row);
  return {
    topic,
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    qos,
    ...(packet === null ? {} : { packetId: packet }),
    ...(repeatOf === null ? {} : { repeatOf }),
    retain: (flags & RETAIN) !== 0,
    dup: (flags & DUP) !== 0,
    receivedAt,
    ...(properties === null ? {} : { properties: decodeProperties(properties) }),
  };
}
