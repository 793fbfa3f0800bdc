/**
 * Messages as tools return them: bounded, with payloads read in their format where they have one. Every tool that returns
 * messages takes the same arguments for that and gives the same shape, the event of a browser stream plus where it came from.
 */
import { z } from 'zod';
import type { HubMessage } from '../hub/message.ts';
import { PAYLOAD_FORMATS, readFormat, statedFormat, type PayloadFormat } from '../mqtt/formats/read-format.ts';
import { messageToJson } from '../mqtt/message-json.ts';
import { PAYLOAD_ENCODING_CHOICES, PAYLOAD_ENCODINGS } from '../mqtt/payload-codec.ts';
import { counted } from './counted.ts';
import { number } from './lenient.ts';
import { qosOutput } from './shapes.ts';

/** A result ends before it is more than a model can take in. */
export const RESULT_BYTES = 256 * 1024;
const PAYLOAD_BYTES = 32 * 1024;
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

/** To be spread into the arguments of a tool that returns messages. */
export const payloadArguments = {
  encoding: z.enum(PAYLOAD_ENCODING_CHOICES).exactOptional().describe('Form of payloads not decoded. auto (default): text, else base64.'),
  decode: z
    .enum(['auto', 'raw', ...PAYLOAD_FORMATS])
    .exactOptional()
    .describe('Read payloads in this format. auto (default): CBOR and MessagePack by content type, Sparkplug B by topic. raw: never.'),
  maxPayloadBytes: number(z.int().min(1).max(MAX_PAYLOAD_BYTES)).exactOptional().describe('Longer payloads are cut. Default 32768.'),
};

export const messageOutput = z.object({
  id: z.string(),
  connection: z.string(),
  topic: z.string(),
  payload: z.unknown(),
  encoding: z
    .enum([...PAYLOAD_ENCODINGS, 'cbor', 'msgpack', 'sparkplug'])
    .describe('json, cbor, msgpack, sparkplug: payload is the value.'),
  qos: qosOutput,
  retain: z.boolean(),
  dup: z.boolean().exactOptional(),
  timestamp: z.string(),
  properties: z.record(z.string(), z.unknown()).exactOptional(),
  bytes: z.number().exactOptional().describe('Size of the whole payload; present if only a part of it is here.'),
  nextOffset: z.number().exactOptional().describe('Where the rest of the payload begins; present if something follows.'),
  decodeError: z.string().exactOptional().describe('Why the payload could not be read in its format.'),
});

export type MessageOutput = z.output<typeof messageOutput>;

export interface PayloadView {
  readonly encoding?: (typeof PAYLOAD_ENCODING_CHOICES)[number];
  readonly decode?: 'auto' | 'raw' | PayloadFormat;
  readonly maxPayloadBytes?: number;
  /** Where the part of the payload begins; absent: the whole is meant. */
  readonly offset?: number;
}

export function showMessage(message: HubMessage, view: PayloadView): MessageOutput {
  const { maxPayloadBytes = PAYLOAD_BYTES, offset } = view;
  const format = offset === undefined && message.payload.length > 0 ? formatOf(message, view) : undefined;
  if (format === undefined) return plain(message, view);
  const reading = readFormat(format, message.payload);
  if (!reading.ok) return { ...plain(message, view), decodeError: reading.reason };
  const size = JSON.stringify(reading.value).length;
  if (size > maxPayloadBytes) {
    return { ...plain(message, view), decodeError: `Not shown decoded: ${size} bytes as JSON; maxPayloadBytes lets more through.` };
  }
  return { ...plain({ ...fields(message), payload: Buffer.alloc(0) }, view), payload: reading.value, encoding: format };
}

/** Whoever asks for an encoding and no format means the bytes as they are. */
function formatOf(message: HubMessage, { encoding, decode }: PayloadView): PayloadFormat | undefined {
  if (decode === undefined && encoding !== undefined) return undefined;
  if (decode === undefined || decode === 'auto') return statedFormat(message);
  return decode === 'raw' ? undefined : decode;
}

type Fields = Pick<HubMessage, 'id' | 'connection' | 'topic' | 'payload' | 'qos' | 'retain' | 'dup' | 'receivedAt' | 'properties'>;

function fields({ id, connection, topic, payload, qos, retain, dup, receivedAt, properties }: HubMessage): Fields {
  return { id, connection, topic, payload, qos, retain, dup, receivedAt, ...(properties === undefined ? {} : { properties }) };
}

function plain(message: Fields, { encoding = 'auto', maxPayloadBytes = PAYLOAD_BYTES, offset = 0 }: PayloadView): MessageOutput {
  const { id, connection, payload } = message;
  const part = wholeCharacters(payload, offset, maxPayloadBytes);
  if (part.length === payload.length) return { id, connection, ...messageToJson(message, encoding) };
  // A part of a JSON text is none.
  const choice = encoding === 'json' ? 'auto' : encoding;
  const nextOffset = offset + part.length;
  return {
    id,
    connection,
    ...messageToJson({ ...message, payload: part }, choice),
    bytes: payload.length,
    ...(nextOffset < payload.length ? { nextOffset } : {}),
  };
}

/** From `start` on, without the half of a UTF-8 character at the end (RFC 3629: continuation bytes are 10xxxxxx). */
function wholeCharacters(payload: Buffer, start: number, maxBytes: number): Buffer {
  const limit = Math.min(payload.length, start + maxBytes);
  if (limit === payload.length) return payload.subarray(start);
  let end = limit;
  while (end > start && end > limit - 4 && ((payload[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  // A single character that is longer than what is asked for, or bytes that are no text.
  return payload.subarray(start, end > start ? end : limit);
}

/** What a text says of messages that are not shown as they came. */
export function remarks(messages: readonly MessageOutput[]): string[] {
  const cut = messages.filter(({ bytes }) => bytes !== undefined).length;
  const failed = messages.filter(({ decodeError }) => decodeError !== undefined).length;
  return [
    ...(cut === 0
      ? []
      : [
          `${counted(cut, 'payload')} cut; "bytes" tells the whole size, mqttReadMessages with "id" and "offset" (nextOffset) reads the rest.`,
        ]),
    ...(failed === 0 ? [] : [`${counted(failed, 'payload')} could not be read in the format stated or asked for; "decodeError" says why.`]),
  ];
}
