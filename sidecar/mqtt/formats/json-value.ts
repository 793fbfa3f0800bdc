/**
 * Brings what a decoder returned into JSON: whole numbers beyond a double's reach and numbers that are none become text,
 * bytes become `{ "base64": … }`, moments become ISO 8601. Bounded, because a few bytes of a binary format can nest and
 * multiply further than anything that reads the result could bear. Pure.
 */
import type { z } from 'zod';

export type JsonValue = z.output<ReturnType<typeof z.json>>;

/** How deep values may stand in each other; what people send has a handful of levels. */
const MAX_DEPTH = 64;
/** How many values there may be in all. */
const MAX_VALUES = 50_000;

/** Why a payload is not read in the format in question, in words that continue "because …". */
export class UnreadablePayload extends Error {}

/** @throws UnreadablePayload when there is too much of it, or something that JSON has no form for */
export function toJsonValue(value: unknown): JsonValue {
  let values = 0;

  function convert(item: unknown, depth: number): JsonValue {
    values += 1;
    if (values > MAX_VALUES) throw new UnreadablePayload(`it holds more than ${MAX_VALUES} values`);
    if (depth > MAX_DEPTH) throw new UnreadablePayload(`its values stand more than ${MAX_DEPTH} levels deep in each other`);
    if (item === null || item === undefined) return null;
    if (typeof item === 'string' || typeof item === 'boolean') return item;
    if (typeof item === 'number') return Number.isFinite(item) ? item : String(item);
    if (typeof item === 'bigint') return Number.isSafeInteger(Number(item)) ? Number(item) : String(item);
    if (item instanceof Uint8Array) return { base64: Buffer.from(item).toString('base64') };
    if (item instanceof Date) return Number.isNaN(item.getTime()) ? null : item.toISOString();
    if (Array.isArray(item)) return item.map((member) => convert(member, depth + 1));
    if (item instanceof Map) return fields([...item], depth);
    if (typeof item === 'object') return fields(Object.entries(item), depth);
    throw new UnreadablePayload(`it holds a value of type ${typeof item}`);
  }

  /** `fromEntries` defines members, so that one named `__proto__` is a member like any other. */
  function fields(entries: (readonly [unknown, unknown])[], depth: number): JsonValue {
    return Object.fromEntries(entries.map(([key, member]) => [keyText(key), convert(member, depth + 1)]));
  }

  return convert(value, 0);
}

/** Keys of CBOR may be anything (RFC 8949, section 5.6); JSON has texts. */
function keyText(key: unknown): string {
  if (typeof key === 'string') return key;
  return typeof key === 'number' || typeof key === 'bigint' ? String(key) : JSON.stringify(toJsonValue(key));
}
