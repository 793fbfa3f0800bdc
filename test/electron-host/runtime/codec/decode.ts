/**
 * Text to value, the other half of `encode`. Runs in Node and, as source text, in the page: so the function refers to
 * nothing outside itself but globals that both have.
 */
import type { Encoded } from './encoded.ts';

/** @param onFunction makes the stand-in for a function that lives on the other side */
export function decode(text: string, onFunction?: (id: number) => (...args: unknown[]) => unknown): unknown {
  // In the order in which `encode` met them, so that references and circles close again.
  const seen: unknown[] = [];

  const fromBase64 = (base64: string): Uint8Array<ArrayBuffer> => {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  };

  const views: Record<string, (buffer: ArrayBuffer) => ArrayBufferView> = {
    Int8Array: (buffer) => new Int8Array(buffer),
    Uint8Array: (buffer) => new Uint8Array(buffer),
    Uint8ClampedArray: (buffer) => new Uint8ClampedArray(buffer),
    Int16Array: (buffer) => new Int16Array(buffer),
    Uint16Array: (buffer) => new Uint16Array(buffer),
    Int32Array: (buffer) => new Int32Array(buffer),
    Uint32Array: (buffer) => new Uint32Array(buffer),
    Float32Array: (buffer) => new Float32Array(buffer),
    Float64Array: (buffer) => new Float64Array(buffer),
    BigInt64Array: (buffer) => new BigInt64Array(buffer),
    BigUint64Array: (buffer) => new BigUint64Array(buffer),
    DataView: (buffer) => new DataView(buffer),
  };

  const decodeView = (name: string, base64: string): ArrayBufferView => {
    const view = views[name];
    if (!view) throw new Error(`A view of class ${name} cannot be decoded.`);
    return view(fromBase64(base64).buffer);
  };

  const decodeError = (name: string, message: string, stack: string): Error => {
    const error = new Error(message);
    error.name = name;
    if (stack) error.stack = stack;
    return error;
  };

  const decodeAny = (value: Encoded): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (value[0] === 'undefined') return undefined;
    if (value[0] === 'number') return Number(value[1]);
    if (value[0] === 'bigint') return BigInt(value[1]);
    if (value[0] === 'function') return onFunction?.(value[1]);
    if (value[0] === 'reference') return seen[value[1]];
    const place = seen.push(undefined) - 1;
    const keep = <T>(made: T): T => {
      seen[place] = made;
      return made;
    };
    switch (value[0]) {
      case 'date':
        return keep(new Date(value[1]));
      case 'regexp':
        return keep(new RegExp(value[1], value[2]));
      case 'error':
        return keep(decodeError(value[1], value[2], value[3]));
      case 'buffer':
        return keep(fromBase64(value[1]).buffer);
      case 'view':
        return keep(decodeView(value[1], value[2]));
      case 'map': {
        const map = keep(new Map<unknown, unknown>());
        for (const [key, item] of value[1]) map.set(decodeAny(key), decodeAny(item));
        return map;
      }
      case 'set': {
        const set = keep(new Set<unknown>());
        for (const item of value[1]) set.add(decodeAny(item));
        return set;
      }
      case 'array': {
        const array = keep<unknown[]>([]);
        for (const item of value[1]) array.push(decodeAny(item));
        return array;
      }
      case 'object': {
        const object = keep<object>({});
        for (const [key, item] of value[1]) {
          // Assigning to a key like __proto__ would do something else.
          Object.defineProperty(object, key, { value: decodeAny(item), writable: true, enumerable: true, configurable: true });
        }
        return object;
      }
    }
  };

  // Written by `encode` and by nobody else.
  const parse: (text: string) => Encoded = JSON.parse;
  return decodeAny(parse(text));
}
