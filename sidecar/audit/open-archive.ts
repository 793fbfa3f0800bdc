/** The durable record that the configuration asks for, if it does. Used by the composition root. */
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { ActivityEntry } from '../admin/schema.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { AuditFile } from './audit-file.ts';

/** @throws AppError `invalid-configuration` */
export function openArchive(
  { audit, history }: Pick<Config, 'audit' | 'history'>,
  entrySchema: z.ZodType<ActivityEntry>,
  log: Log,
): AuditFile | undefined {
  const { store = history.store === 'sqlite' ? 'sqlite' : 'memory', maxEntries, maxAgeDays } = audit;
  if (store === 'memory') return undefined;
  const path = audit.path ?? (history.path === undefined ? undefined : join(dirname(history.path), 'audit.sqlite'));
  if (path === undefined) throw new AppError('invalid-configuration', 'audit.store is "sqlite", which needs audit.path.');
  return new AuditFile({ path, maxEntries, maxAgeDays, entrySchema, log: log.scope('audit') });
}
