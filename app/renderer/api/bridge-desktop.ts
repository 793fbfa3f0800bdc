/**
 * What only a desktop can do, over the bridge: one line a call. Used by `bridge-api.ts`; a browser has no such part.
 */
import type { DesktopApi } from '../../shared/dashboard-api.ts';
import type { BridgeCalls } from './bridge-call.ts';

export function createDesktopApi({ call, on }: BridgeCalls): DesktopApi {
  return {
    sidecar: {
      state: () => call('sidecar.state'),
      onState: (listener) => on('sidecar.stateChanged', listener),
      start: () => call('sidecar.start'),
      stop: () => call('sidecar.stop'),
      restart: () => call('sidecar.restart'),
      changePort: (port) => call('sidecar.changePort', { port }),
      attach: () => call('sidecar.attach'),
      replace: () => call('sidecar.replace'),
    },
    clients: {
      list: () => call('clients.list'),
      onChange: (listener) => on('clients.changed', listener),
      plan: (request) => call('clients.plan', request),
      apply: (request) => call('clients.apply', request),
      snippet: async (client) => (await call('clients.snippet', { client })).text,
      undo: (installation) => call('clients.undo', installation),
    },
    profiles: {
      list: () => call('profiles.list'),
      save: (change) => call('profiles.save', change),
      remove: (name) => call('profiles.remove', { name }),
      test: (change) => call('profiles.test', change),
      secretStorage: () => call('profiles.secretStorage'),
    },
    policy: {
      read: () => call('policy.read'),
      onChange: (listener) => on('policy.changed', listener),
      save: (policy) => call('policy.save', policy),
    },
    settings: {
      read: () => call('settings.read'),
      onChange: (listener) => on('settings.changed', listener),
      change: (change) => call('settings.change', change),
      renewToken: async () => (await call('settings.renewToken')).token,
    },
    updates: {
      state: () => call('updates.state'),
      onState: (listener) => on('updates.stateChanged', listener),
      check: () => call('updates.check'),
      download: () => call('updates.download'),
      install: () => call('updates.install'),
    },
    about: () => call('system.about'),
    quit: () => call('system.quit'),
    openLogsFolder: () => call('system.openLogsFolder'),
    saveDiagnostics: async () => (await call('system.saveDiagnostics')).file,
    onNavigate: (listener) => on('window.navigate', ({ page }) => listener(page)),
  };
}
