/**
 * The desktop's main process of the demonstration: answers every channel of the contract from made-up state, so that the
 * states which only a desktop has can be looked at and tested in a plain browser.
 */
import type { EventChannel, InvokeChannel } from '../../../app/shared/ipc-channels.ts';
import type { EventOf, RequestOf, ResponseOf } from '../../../app/shared/ipc-contract.ts';
import type { ProfileChange, ProfileSettings } from '../../../app/shared/ipc/profiles.ts';
import type { Settings } from '../../../app/shared/ipc/settings.ts';
import type { SidecarState } from '../../../app/shared/ipc/sidecar.ts';
import type { UpdateState } from '../../../app/shared/ipc/system.ts';
import type { ClientStatus } from '../../../sidecar/clients/schemas.ts';
import { demoClients, demoPlan, demoResult } from './clients.ts';
import type { DemoBackend } from './demo-backend.ts';

export interface DesktopState {
  readonly sidecar: SidecarState;
  readonly clients?: readonly ClientStatus[];
  readonly settings?: Partial<Settings>;
  readonly update?: UpdateState;
  /** Electron's name of the store for secrets. */
  readonly secretBackend?: string;
  /** Channels on which main fails. */
  readonly failing?: readonly InvokeChannel[];
}

export type Emit = <C extends EventChannel>(channel: C, event: EventOf<C>) => void;
export type Handlers = { readonly [C in InvokeChannel]: (request: RequestOf<C>) => ResponseOf<C> | Promise<ResponseOf<C>> };

export const DEMO_SETTINGS: Settings = {
  port: 4000,
  autostart: false,
  startMinimised: false,
  updates: 'notify',
  theme: 'light',
  language: 'en',
  limits: { sessions: 10_000, connectionsPerSession: 8, subscriptionsPerSession: 200, streams: 50_000 },
  firstRunDone: true,
  tokenRequired: false,
  hasToken: false,
  restartNeeded: false,
  autostartAvailable: true,
};

export function runningSidecar(since: number): SidecarState {
  return { name: 'running', since, port: 4000, pid: 48_213, mcpUrl: 'http://localhost:4000/mqttx/sse', attached: false };
}

export function createDemoDesktop(backend: DemoBackend, initial: DesktopState, emit: Emit): Handlers {
  let sidecar = initial.sidecar;
  let settings: Settings = { ...DEMO_SETTINGS, ...initial.settings };
  let clients = [...(initial.clients ?? demoClients())];
  let profiles = demoProfiles(backend);
  const feeds = new Map<string, () => void>();

  const moveTo = (state: SidecarState) => {
    sidecar = state;
    emit('sidecar.stateChanged', state);
    if (state.name === 'running') emit('admin.event', { kind: 'snapshot', snapshot: backend.snapshot() });
  };
  const start = () => moveTo(runningSidecar(Date.now()));
  const clientOf = (name: string) => {
    const found = clients.find((client) => client.client === name);
    if (found === undefined) throw new Error(`No client ${name}.`);
    return found;
  };
  const setClient = (name: string, change: Partial<ClientStatus>) => {
    clients = clients.map((client) => (client.client === name ? { ...client, ...change } : client));
  };

  return {
    'admin.snapshot': () => backend.snapshot(),
    'admin.watch': () => {
      if (sidecar.name === 'running') emit('admin.event', { kind: 'snapshot', snapshot: backend.snapshot() });
      backend.onChange((change) => emit('admin.event', { kind: 'change', change }));
    },
    'admin.unwatch': () => undefined,
    'admin.disconnectSession': ({ id }) => backend.disconnectSession(id),
    'admin.closeConnection': ({ id }) => backend.closeConnection(id),
    'admin.publish': (request) => backend.publish(request),
    'admin.openMessages': ({ feed, filter }) => {
      emit('admin.messages', { feed, event: { kind: 'open' } });
      feeds.set(
        feed,
        backend.openFeed(filter, (batch) => emit('admin.messages', { feed, event: { kind: 'messages', batch } })),
      );
    },
    'admin.closeMessages': ({ feed }) => {
      feeds.get(feed)?.();
      feeds.delete(feed);
    },
    'admin.listActivity': (query) => backend.listActivity(query),
    'admin.exportActivity': ({ format }) => ({ file: `/home/lena/mqttx-activity.${format}`, entries: backend.snapshot().activity.length }),
    'admin.listLogs': (query) => ({ entries: backend.listLogs(query) }),
    'sidecar.state': () => sidecar,
    'sidecar.start': start,
    'sidecar.stop': () => moveTo({ name: 'stopped', since: Date.now() }),
    'sidecar.restart': start,
    'sidecar.changePort': () => {
      start();
      return { results: [demoResult(clientOf('claude-code'))], failures: [] };
    },
    'sidecar.attach': start,
    'sidecar.replace': start,
    'clients.list': () => clients,
    'clients.plan': (request) => demoPlan(clientOf(request.client), request),
    'clients.apply': ({ client }) => {
      setClient(client, { state: 'configured', canUndo: true });
      return demoResult(clientOf(client));
    },
    'clients.snippet': () => ({ text: '{"mcpServers": {}}' }),
    'clients.undo': ({ client }) => {
      setClient(client, { state: 'not-configured', canUndo: false });
      return clients;
    },
    'profiles.list': () => profiles,
    'profiles.save': (change) => {
      profiles = [...profiles.filter(({ name }) => name !== change.previousName && name !== change.profile.name), savedProfile(change)];
      return profiles;
    },
    'profiles.remove': ({ name }) => {
      profiles = profiles.filter((profile) => profile.name !== name);
      return profiles;
    },
    'profiles.test': ({ profile }) =>
      profile.url.includes('10.20.4.17')
        ? { ok: false, message: 'connect ECONNREFUSED 10.20.4.17:1883.', hint: 'Check host and port, and that the broker is running.' }
        : { ok: true, protocolVersion: 5, durationMs: 84 },
    'profiles.secretStorage': () => ({
      backend: initial.secretBackend ?? 'gnome_libsecret',
      secure: initial.secretBackend !== 'basic_text',
    }),
    'admin.answerApproval': ({ id, answer }) => backend.answerApproval(id, answer),
    'policy.read': () => backend.snapshot().policy,
    'policy.save': (policy) => {
      backend.change({ policy });
      emit('policy.changed', policy);
      return policy;
    },
    'settings.read': () => settings,
    'settings.change': (change) => {
      settings = {
        ...settings,
        ...change,
        restartNeeded: settings.restartNeeded || change.limits !== undefined || change.tokenRequired !== undefined,
      };
      emit('settings.changed', settings);
      return settings;
    },
    'settings.renewToken': () => {
      settings = { ...settings, hasToken: true };
      emit('settings.changed', settings);
      return { token: 'bO3xq2vEo0mZk8p1-demo-token-Wc71' };
    },
    'updates.state': () => initial.update ?? { name: 'idle', checkedAt: backend.snapshot().at - 3_600_000 },
    'updates.check': () => emit('updates.stateChanged', { name: 'available', version: '1.1.0', notes: 'Profiles can be sorted.' }),
    'updates.download': () =>
      emit('updates.stateChanged', { name: 'downloading', version: '1.1.0', percent: 42, bytesPerSecond: 2_400_000 }),
    'updates.install': () => undefined,
    'system.about': () => ({ version: '1.0.0', electron: '45.4.1', chromium: '146.0', node: '24.21.0', platform: 'linux' }),
    'system.copyText': () => undefined,
    'system.openExternal': () => undefined,
    'system.quit': () => undefined,
    'system.openLogsFolder': () => undefined,
    'system.saveDiagnostics': () => ({ file: '/home/lena/mqttx-diagnostics.zip' }),
  };
}

function demoProfiles(backend: DemoBackend): ProfileSettings[] {
  return backend.snapshot().profiles.map((profile) => ({
    ...profile,
    keepaliveSeconds: 60,
    cleanStart: true,
    tls: { ca: null, cert: null, rejectUnauthorized: true },
    hasKey: false,
    editable: profile.name !== 'cloud-eu',
  }));
}

function savedProfile({ profile, isDefault, password }: ProfileChange): ProfileSettings {
  return { ...profile, isDefault, hasPassword: typeof password === 'string', hasKey: false, editable: true };
}
