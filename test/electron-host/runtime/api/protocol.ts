/**
 * The `protocol` module: custom schemes served by the app. The registry behind it is read where pages are loaded.
 */
import type { CustomScheme } from 'electron';
import type { Lifecycle } from '../host/lifecycle.ts';
import type { SchemeHandler, Schemes } from '../host/schemes.ts';

type Offered = Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'unhandle' | 'isProtocolHandled'> & {
  // Electron types the request with its own copy of the fetch types; Node's are the ones that are handed over.
  handle(scheme: string, handler: SchemeHandler): void;
};

export function createProtocol(schemes: Schemes, lifecycle: Lifecycle): Offered {
  return {
    registerSchemesAsPrivileged(list: CustomScheme[]) {
      if (lifecycle.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      for (const scheme of list) schemes.register(scheme);
    },
    handle: (scheme, handler) => schemes.handle(scheme, handler),
    unhandle: (scheme) => schemes.unhandle(scheme),
    isProtocolHandled: (scheme) => schemes.isHandled(scheme),
  };
}
