/** MessagePack by its reference implementation for JavaScript; timestamps become dates, other extensions keep their type. Pure. */
import { decode } from '@msgpack/msgpack';
import { toJsonValue, UnreadablePayload, type JsonValue } from './json-value.ts';
import { countsFit } from './message-pack-counts.ts';

/** @throws UnreadablePayload */
export function readMessagePack(bytes: Buffer): JsonValue {
  if (!countsFit(bytes)) throw new UnreadablePayload('its bytes do not end where the values that it announces do');
  try {
    return toJsonValue(decode(bytes, { useBigInt64: true }));
  } catch (error) {
    if (error instanceof UnreadablePayload) throw error;
    throw new UnreadablePayload(error instanceof Error ? error.message : String(error));
  }
}
