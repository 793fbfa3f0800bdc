/**
 * CBOR (RFC 8949) by cborg, which allocates nothing that the bytes only announce. Dates and big numbers are read as such; a
 * tag it does not know is kept beside its value. Pure.
 */
import { decode, type DecodeOptions } from 'cborg';
import { bigIntDecoder, bigNegIntDecoder } from 'cborg/taglib';
import { toJsonValue, UnreadablePayload, type JsonValue } from './json-value.ts';

type TagDecoders = NonNullable<DecodeOptions['tags']>;
type TagDecoder = TagDecoders[number];

/** RFC 8949, section 3.4: 0 a date as text, which stays as it is; 1 seconds since the epoch; 2 and 3 big numbers. */
const known: TagDecoders = {
  0: (content) => content(),
  1: (content) => {
    const seconds: unknown = content();
    return typeof seconds === 'number' ? new Date(seconds * 1_000) : { tag: 1, value: seconds };
  },
  2: bigIntDecoder,
  3: bigNegIntDecoder,
};

/** cborg asks for one decoder a tag and refuses tags without; there are 2^64 of them, and devices make up their own. */
const tags = new Proxy(known, {
  get(decoders, name): TagDecoder {
    const tag = Number(String(name));
    return decoders[tag] ?? ((content) => ({ tag: Number.isSafeInteger(tag) ? tag : String(name), value: content() }));
  },
});

/** @throws UnreadablePayload */
export function readCbor(bytes: Uint8Array): JsonValue {
  try {
    return toJsonValue(decode(bytes, { tags, useMaps: true }));
  } catch (error) {
    throw error instanceof UnreadablePayload ? error : new UnreadablePayload(reason(error));
  }
}

function reason(error: unknown): string {
  // The parser calls itself for each level.
  if (error instanceof RangeError) return 'its values stand too deep in each other';
  return error instanceof Error ? error.message.replace(/^CBOR decode error: /, '') : String(error);
}
