/**
 * `contextBridge` of a sandboxed preload: hands values over by copy and functions by stand-in. Runs in the isolated
 * world as source text: refers to nothing outside itself.
 */
import type { Codec } from '../codec/encoded.ts';
import type { BridgeOutcome, WorldPort } from './wire.ts';

type AnyFunction = (...args: unknown[]) => unknown;

export function createContextBridge(port: WorldPort, codec: Codec): object {
  const functions = new Map<number, AnyFunction>();
  const exposed = new Set<string>();
  let lastPromise = 0;

  const keepFunction = (fn: AnyFunction): number => {
    functions.set(functions.size, fn);
    return functions.size - 1;
  };

  const isList = (value: unknown): value is unknown[] => Array.isArray(value);

  const callbackStub =
    (callback: number): AnyFunction =>
    (...args) =>
      port.fire('callback', { callback, args: codec.encode(args, keepFunction) });

  const isPromise = (value: unknown): value is PromiseLike<unknown> =>
    typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

  const settleLater = (result: PromiseLike<unknown>): BridgeOutcome => {
    const promise = ++lastPromise;
    const fail = (error: unknown): void => port.fire('settle', { promise, error: codec.encode(error) });
    result.then((value) => {
      try {
        port.fire('settle', { promise, value: codec.encode(value, keepFunction) });
      } catch (error) {
        fail(error);
      }
    }, fail);
    return { promise };
  };

  const call = (fn: number, args: string): BridgeOutcome => {
    try {
      const decoded = codec.decode(args, callbackStub);
      const result = functions.get(fn)?.(...(isList(decoded) ? decoded : []));
      return isPromise(result) ? settleLater(result) : { value: codec.encode(result, keepFunction) };
    } catch (error) {
      return { error: codec.encode(error) };
    }
  };

  port.listen('call', ({ id, fn, args }) => port.fire('return', { id, outcome: call(fn, args) }));

  return {
    exposeInMainWorld(key: string, api: unknown) {
      if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
      exposed.add(key);
      port.fire('expose', { key, api: codec.encode(api, keepFunction) });
    },
    executeInMainWorld() {
      throw new Error('contextBridge.executeInMainWorld is not available on the test host.');
    },
    exposeInIsolatedWorld() {
      throw new Error('contextBridge.exposeInIsolatedWorld is not available on the test host.');
    },
  };
}
