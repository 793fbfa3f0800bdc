/** The hub with a SQLite history and one profile, as the composition root puts them together, without HTTP. */
import { onTestFinished } from 'vitest';
import { DurableSubscriptions } from '../../../sidecar/hub/durable-subscriptions.ts';
import { Hub } from '../../../sidecar/hub/hub.ts';
import { sessionDefaults } from '../../../sidecar/hub/kept-sessions.ts';
import { SqliteLogStore } from '../../../sidecar/hub/log/sqlite-store.ts';
import { ProfileConnections } from '../../../sidecar/hub/profile-connections.ts';
import { ResumedSessions } from '../../../sidecar/hub/resumed-sessions.ts';
import { configSchema, type ConfigInput } from '../../../sidecar/config/schema.ts';
import { ProfileRegistry } from '../../../sidecar/mqtt/profile-registry.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { wideBounds } from '../../unit/log/support.ts';

type ProfileInput = NonNullable<ConfigInput['profiles']>[string];

export interface Core {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly durable: DurableSubscriptions;
  readonly store: SqliteLogStore;
  stop(): Promise<void>;
}

export function startCore(path: string, profile: ProfileInput, lingerMs = 60_000): Core {
  const log = createLog({ level: 'silent' });
  const store = new SqliteLogStore({ path, bounds: wideBounds, sync: 'normal', log });
  const hub = new Hub({ store, log });
  const { profiles: parsed } = configSchema.parse({ profiles: { local: { reconnect: { minMs: 20, maxMs: 200 }, ...profile } } });
  const registry = new ProfileRegistry(parsed, () => '', sessionDefaults(store));
  const profiles = new ProfileConnections(hub, (name) => registry.optionsOf(name));
  const kept = { profiles, notes: store.notes, log };
  const durable = new DurableSubscriptions({ hub, ...kept, max: 100 });
  const resumed = new ResumedSessions({ ...kept, lingerMs });
  durable.restore();
  resumed.resume();
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      await Promise.all([durable.close(), resumed.close()]);
      await hub.closeAll();
    })());
  onTestFinished(stop);
  return { hub, profiles, durable, store, stop };
}
