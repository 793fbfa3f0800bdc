/**
 * The page's own world: builds what contextBridge exposed, and sends `window.open` and `window.close` the way Electron
 * does. Runs as source text before any script of the page: refers to nothing outside itself.
 */
import type { Codec } from '../codec/encoded.ts';
import type { BridgeOutcome, WorldPort } from './wire.ts';

export function mainWorld(port: WorldPort, codec: Codec): void {
  type AnyFunction = (...args: unknown[]) => unknown;
  const callbacks = new Map<number, AnyFunction>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>();
  let lastCall = 0;

  const keepCallback = (callback: AnyFunction): number => {
    callbacks.set(callbacks.size, callback);
    return callbacks.size - 1;
  };

  const settle = (outcome: BridgeOutcome | undefined): unknown => {
    if (!outcome) throw new Error('contextBridge: the preload did not answer.');
    if ('error' in outcome) throw codec.decode(outcome.error);
    if ('value' in outcome) return codec.decode(outcome.value, stub);
    const { promise } = outcome;
    return new Promise((resolve, reject) => promises.set(promise, { resolve, reject }));
  };

  // DOM events are synchronous, so the answer is there when `fire` returns: bridge calls stay synchronous.
  const stub =
    (fn: number): AnyFunction =>
    (...args) => {
      const id = ++lastCall;
      let outcome: BridgeOutcome | undefined;
      const stop = port.listen('return', (message) => {
        if (message.id === id) outcome = message.outcome;
      });
      port.fire('call', { id, fn, args: codec.encode(args, keepCallback) });
      stop();
      return settle(outcome);
    };

  const isList = (value: unknown): value is unknown[] => Array.isArray(value);

  const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

  const freeze = (value: unknown): unknown => {
    if (isPlain(value) && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };

  port.listen('settle', ({ promise, value, error }) => {
    const waiting = promises.get(promise);
    promises.delete(promise);
    if (error !== undefined) waiting?.reject(codec.decode(error));
    else if (value !== undefined) waiting?.resolve(codec.decode(value, stub));
  });

  port.listen('callback', ({ callback, args }) => {
    const decoded = codec.decode(args, stub);
    if (isList(decoded)) callbacks.get(callback)?.(...decoded);
  });

  port.listen('expose', ({ key, api }) => {
    const value = freeze(codec.decode(api, stub));
    Object.defineProperty(window, key, { value, writable: false, configurable: false, enumerable: true });
  });

  window.open = (url = '', frameName = '', features = '') => {
    const target = String(url) === '' ? 'about:blank' : new URL(String(url), document.baseURI).href;
    port.fire('open', { url: target, frameName, features, disposition: features === '' ? 'foreground-tab' : 'new-window' });
    return null;
  };

  window.close = () => port.fire('close', {});
}
