/**
 * Value to text, as Electron's IPC and contextBridge would clone it. Runs in Node and, as source text, in the page: so
 * the function refers to nothing outside itself but globals that both have.
 */
import type { Encoded } from './encoded.ts';

/**
 * @param onFunction gives a function an id under which the other side can call it; without it functions are refused,
 *   as IPC refuses them
 * @throws Error "An object could not be cloned." for functions, symbols, promises and weak references
 */
export function encode(root: unknown, onFunction?: (fn: (...args: unknown[]) => unknown) => number): string {
  const seen = new Map<object, number>();

  const refuse = (): never => {
    throw Object.assign(new Error('An object could not be cloned.'), { name: 'DataCloneError' });
  };

  const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function';

  const toBase64 = (bytes: Uint8Array): string => {
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
  };

  const encodeNumber = (value: number): Encoded => {
    if (Object.is(value, -0)) return ['number', '-0'];
    return Number.isFinite(value) ? value : ['number', String(value)];
  };

  // "Uint8Array" for a Buffer too.
  const classOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

  const encodeObject = (value: object): Encoded => {
    const known = seen.get(value);
    if (known !== undefined) return ['reference', known];
    seen.set(value, seen.size);
    if (value instanceof Date) return ['date', value.getTime()];
    if (value instanceof RegExp) return ['regexp', value.source, value.flags];
    if (value instanceof Error) return ['error', value.name, value.message, value.stack ?? ''];
    if (value instanceof ArrayBuffer) return ['buffer', toBase64(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) {
      return ['view', classOf(value), toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
    }
    if (value instanceof Map) return ['map', [...value].map(([key, item]): [Encoded, Encoded] => [encodeAny(key), encodeAny(item)])];
    if (value instanceof Set) return ['set', [...value].map(encodeAny)];
    if (Array.isArray(value)) return ['array', Array.from(value, encodeAny)];
    if (/^(Promise|WeakMap|WeakSet|WeakRef)$/.test(classOf(value))) refuse();
    return ['object', Object.entries(value).map(([key, item]): [string, Encoded] => [key, encodeAny(item)])];
  };

  const encodeAny = (value: unknown): Encoded => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (value === undefined) return ['undefined'];
    if (typeof value === 'number') return encodeNumber(value);
    if (typeof value === 'bigint') return ['bigint', String(value)];
    if (isFunction(value)) return onFunction ? ['function', onFunction(value)] : refuse();
    return typeof value === 'object' ? encodeObject(value) : refuse();
  };

  return JSON.stringify(encodeAny(root));
}
