/** A SQLite store in a folder of its own, closed and removed when the test ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EventLog, LogBounds } from '../../../sidecar/hub/log/event-log.ts';
import { SqliteLogStore } from '../../../sidecar/hub/log/sqlite-store.ts';
import type { OpenDatabase } from '../../../sidecar/hub/log/sqlite-file.ts';

export const wideBounds: LogBounds = { maxAgeMs: 3_600_000, maxMessages: 100_000, maxBytes: 64 * 1024 * 1024 };

export interface Logged {
  readonly level: 'error' | 'warn' | 'info';
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface StoreOptions {
  readonly path?: string;
  readonly bounds?: Partial<LogBounds>;
  readonly now?: () => number;
  readonly open?: OpenDatabase;
}

export function openStore({ path = join(temporaryFolder(), 'history.db'), bounds = {}, now = () => 1_000, open }: StoreOptions = {}) {
  const logged: Logged[] = [];
  const record =
    (level: Logged['level']) =>
    (message: string, context: Logged['context'] = {}): void => {
      logged.push({ level, message, context });
    };
  const store = new SqliteLogStore({
    path,
    bounds: { ...wideBounds, ...bounds },
    sync: 'normal',
    log: { error: record('error'), warn: record('warn'), info: record('info') },
    now,
    retryMs: 20,
    ...(open === undefined ? {} : { open }),
  });
  onTestFinished(() => store.close());
  return { store, path, logged };
}

/** Every message held, in order. */
export function contents(log: EventLog): string[] {
  const texts: string[] = [];
  for (let seq = log.first; seq < log.next; seq += 1) {
    const message = log.get(seq);
    if (message !== undefined) texts.push(`${seq}:${message.payload.toString()}`);
  }
  return texts;
}
