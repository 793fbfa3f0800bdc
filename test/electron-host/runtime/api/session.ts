/**
 * The `session` module: permission handlers, response headers, preload scripts. All partitions share one Chromium
 * profile; what an app sets on a session is kept apart by partition nevertheless.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { PreloadScript, PreloadScriptRegistration } from 'electron';
import { guardUnknown } from '../host/guard.ts';
import type { Lifecycle } from '../host/lifecycle.ts';
import type { Net } from './net.ts';
import { WebRequest } from './web-request.ts';

export type PermissionHandler = (contents: object, permission: string, answer: (granted: boolean) => void, details: object) => void;

export class Session extends EventEmitter {
  readonly protocol: object;
  readonly webRequest: WebRequest;
  readonly serviceWorkers = new EventEmitter();
  readonly #net: Net;
  readonly #policy: SessionPolicy;

  constructor(protocol: object, net: Net, policy: SessionPolicy) {
    super();
    this.protocol = protocol;
    this.webRequest = new WebRequest(policy.webRequest);
    this.#net = net;
    this.#policy = policy;
  }

  setPermissionRequestHandler(handler: PermissionHandler | null): void {
    this.#policy.permissionHandler = handler;
  }

  fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    return this.#net.fetch(input, init);
  }

  registerPreloadScript(script: PreloadScriptRegistration): string {
    const id = script.id ?? randomUUID();
    this.#policy.preloads.push({ ...script, id });
    return id;
  }

  unregisterPreloadScript(id: string): void {
    this.#policy.preloads = this.#policy.preloads.filter((script) => script.id !== id);
  }

  getPreloadScripts(): PreloadScript[] {
    return this.#policy.preloads;
  }

  // Headless Chromium asks for no device and no proxy, checks no spelling, and starts with an empty profile.
  setPermissionCheckHandler(_handler: unknown): void {}
  setDevicePermissionHandler(_handler: unknown): void {}
  setSpellCheckerEnabled(_enable: boolean): void {}
  async setProxy(_config: object): Promise<void> {}
  async clearCache(): Promise<void> {}
  async clearStorageData(): Promise<void> {}
}

/** What an app set on a session, for those who load its pages. */
export interface SessionPolicy {
  /** Null means that everything is granted, which is Electron's default. */
  permissionHandler: PermissionHandler | null;
  preloads: PreloadScript[];
  readonly webRequest: ConstructorParameters<typeof WebRequest>[0];
}

export interface SessionModule {
  readonly defaultSession: Session;
  fromPartition(partition: string): Session;
}

export interface Sessions {
  readonly module: SessionModule;
  policyOf(session: Session): SessionPolicy;
}

export function createSessions(protocol: object, net: Net, lifecycle: Lifecycle): Sessions {
  const byPartition = new Map<string, Session>();
  const policies = new WeakMap<Session, SessionPolicy>();
  guardUnknown('session', Session.prototype);

  const fromPartition = (partition: string): Session => {
    lifecycle.requireReady('Session can only be received when app is ready');
    const known = byPartition.get(partition);
    if (known) return known;
    const policy: SessionPolicy = { permissionHandler: null, preloads: [], webRequest: {} };
    const made = new Session(protocol, net, policy);
    byPartition.set(partition, made);
    policies.set(made, policy);
    return made;
  };

  return {
    module: {
      get defaultSession() {
        return fromPartition('');
      },
      fromPartition,
    },
    policyOf(session) {
      const policy = policies.get(session);
      if (!policy) throw new Error('This session was not made by the test host.');
      return policy;
    },
  };
}
