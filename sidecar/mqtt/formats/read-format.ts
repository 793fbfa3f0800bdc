/**
 * Reads payloads in the formats that are no text: which one a message has, as far as it says, and what it says in that format.
 * Used where a message goes to an assistant; browser streams carry bytes and text only. Reading never fails: what does not fit
 * comes back with the reason. Pure.
 */
import type { IncomingMessage } from '../types.ts';
import { readCbor } from './cbor.ts';
import { toJsonValue, UnreadablePayload, type JsonValue } from './json-value.ts';
import { readMessagePack } from './message-pack.ts';
import { readSparkplug } from './sparkplug.ts';

export const PAYLOAD_FORMATS = ['json', 'cbor', 'msgpack', 'sparkplug'] as const;
export type PayloadFormat = (typeof PAYLOAD_FORMATS)[number];

/** Larger payloads are shown as they are: nobody reads a million values, and reading them holds everybody up. */
const MAX_BYTES = 1024 * 1024;

const NAMES: Readonly<Record<PayloadFormat, string>> = { json: 'JSON', cbor: 'CBOR', msgpack: 'MessagePack', sparkplug: 'Sparkplug B' };

/** `fatal`: bytes that are no UTF-8 are no JSON (RFC 8259, section 8.1). */
const readers: Readonly<Record<PayloadFormat, (payload: Buffer) => JsonValue>> = {
  json: (payload) => toJsonValue(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))),
  cbor: readCbor,
  msgpack: readMessagePack,
  sparkplug: readSparkplug,
};

/** Sparkplug 3.0, section 4.1; the STATE of a host is JSON. */
const SPARKPLUG_TOPIC = /^spBv1\.0\/[^/]+\/[ND](BIRTH|DATA|DEATH|CMD)\/./;
/** RFC 8949, section 9.5 and what MessagePack's registration and habit have; `+cbor` and `+msgpack` are suffixes (RFC 6839). */
const CBOR_TYPE = /^application\/(.+\+)?cbor$/;
const MESSAGE_PACK_TYPE = /^application\/((x-|vnd\.)?msgpack|.+\+msgpack)$/;

/** The binary format that a message says it has, by its content type or by Sparkplug's topics; undefined where it says none. */
export function statedFormat({ topic, properties }: Pick<IncomingMessage, 'topic' | 'properties'>): PayloadFormat | undefined {
  if (SPARKPLUG_TOPIC.test(topic)) return 'sparkplug';
  const type = properties?.contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (CBOR_TYPE.test(type)) return 'cbor';
  return MESSAGE_PACK_TYPE.test(type) ? 'msgpack' : undefined;
}

export type FormatReading = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly reason: string };

/** Never throws; the reason is a sentence for whoever asked. */
export function readFormat(format: PayloadFormat, payload: Buffer): FormatReading {
  const name = NAMES[format];
  if (payload.length > MAX_BYTES)
    return { ok: false, reason: `Not read as ${name}: it has ${payload.length} bytes, more than ${MAX_BYTES}.` };
  try {
    return { ok: true, value: readers[format](payload) };
  } catch (error) {
    const why = error instanceof UnreadablePayload || error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `Not valid ${name}: ${why}.` };
  }
}
