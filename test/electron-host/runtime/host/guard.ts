/**
 * Makes an app fail at once and by name where it would fail on Electron, or where the host lacks something, instead of
 * going on with `undefined` or without effect.
 */
import { EventEmitter } from 'node:events';

/** Asked for by promise resolution, module interop, inspectors and test runners; absence is the right answer. */
const PROBES = new Set([
  'then',
  'toJSON',
  'default',
  '__esModule',
  'inspect',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
  'domain',
]);

/**
 * Puts a guard behind the last of the object's own properties: reading a member that neither the object nor what it
 * inherits has, throws.
 *
 * @param name what the object is in Electron, for the message
 * @param object an instance, or the prototype of a class
 * @param elsewhere members that Electron has on other systems only: they are `undefined`, as there
 */
export function guardUnknown<T extends object>(name: string, object: T, elsewhere: readonly string[] = []): T {
  const blank = {};
  Reflect.setPrototypeOf(blank, Reflect.getPrototypeOf(object));
  const guard = new Proxy(blank, {
    get(target, key, receiver): unknown {
      if (typeof key === 'symbol' || key in target) return Reflect.get(target, key, receiver);
      if (PROBES.has(key) || elsewhere.includes(key)) return undefined;
      throw new Error(`${name}.${key} is not offered by the test host. See test/electron-host/README.md.`);
    },
  });
  Reflect.setPrototypeOf(object, guard);
  return object;
}

/**
 * From now on the object's methods throw what Electron throws, but those of events and `isDestroyed`.
 *
 * @param object an instance of a class of the host
 */
export function markDestroyed(object: object): void {
  const methods = Reflect.getPrototypeOf(object);
  if (methods === null) return;
  const blank = {};
  Reflect.setPrototypeOf(blank, methods);
  const guard = new Proxy(blank, {
    get(_target, key, receiver): unknown {
      const value: unknown = Reflect.get(methods, key, receiver);
      const stays = key === 'constructor' || key === 'isDestroyed' || key in EventEmitter.prototype;
      if (typeof value === 'function' && !stays) throw new TypeError('Object has been destroyed');
      return value;
    },
  });
  Reflect.setPrototypeOf(object, guard);
}
