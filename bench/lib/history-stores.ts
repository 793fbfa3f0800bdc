/** The stores of the history that are measured beside each other, each in a folder of its own. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogStore } from '../../sidecar/hub/log/create-log-store.ts';
import type { LogStore } from '../../sidecar/hub/log/event-log.ts';
import { configSchema } from '../../sidecar/config/schema.ts';
import { createLog } from '../../sidecar/observe/log.ts';

export const storeKinds = ['memory', 'sqlite', 'sqlite, sync full'] as const;

export type StoreKind = (typeof storeKinds)[number];

export interface MeasuredStore extends Disposable {
  readonly store: LogStore;
}

/** With the bounds that hold by default. */
export async function openMeasuredStore(kind: StoreKind): Promise<MeasuredStore> {
  const folder = await mkdtemp(join(tmpdir(), 'mqttx-sse-bench-'));
  const sync: 'normal' | 'full' = kind === 'sqlite, sync full' ? 'full' : 'normal';
  const input = kind === 'memory' ? {} : { store: 'sqlite' as const, path: join(folder, 'history.db'), sync };
  const store = createLogStore(configSchema.parse({ history: input }).history, createLog({ level: 'error' }));
  return {
    store,
    [Symbol.dispose]() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
