/** Makes the log store that the configuration names. Used by the composition root. */
import { AppError } from '../../errors.ts';
import type { Config } from '../../config/schema.ts';
import type { Log } from '../../observe/log.ts';
import type { LogStore } from './event-log.ts';
import { MemoryLogStore } from './memory-log.ts';
import { SqliteLogStore } from './sqlite-store.ts';

/** @throws AppError `invalid-configuration` */
export function createLogStore({ store, path, sync, maxAgeSeconds, maxMessages, maxBytes }: Config['history'], log: Log): LogStore {
  const bounds = { maxAgeMs: maxAgeSeconds * 1_000, maxMessages, maxBytes };
  // In a cluster the messages of profiles are in Redis; those of a caller's own connections belong to this process.
  if (store === 'memory' || store === 'redis') return new MemoryLogStore(bounds);
  if (path === undefined) throw new AppError('invalid-configuration', 'history.store is "sqlite", which needs history.path.');
  return new SqliteLogStore({ path, bounds, sync, log: log.scope('history') });
}
