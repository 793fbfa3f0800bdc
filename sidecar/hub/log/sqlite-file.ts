/**
 * Opens a file of ours that SQLite keeps: creates it for its owner alone, takes it for this process, brings it to this version,
 * and sets a file aside that cannot be used. Used by the history and the audit trail; knows what stands in neither.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../errors.ts';
import { explainFailure } from './sqlite-failure.ts';
import { migrate, type FileSchema } from './sqlite-schema.ts';

/** `normal` survives the end of the process, `full` also a loss of power. */
export type SyncMode = 'normal' | 'full';

/** Makes the database object; tests hand in one that fails on purpose. */
export type OpenDatabase = (path: string, timeoutMs: number) => DatabaseSync;

export interface SetAside {
  /** Where the file is now. */
  readonly path: string;
  readonly reason: string;
}

export interface OpenedFile {
  readonly db: DatabaseSync;
  /** A file that stood there and could not be used. */
  readonly setAside: SetAside | undefined;
}

/** The write-ahead log is cut to this size after it has been moved into the file. */
const JOURNAL_BYTES = 16 * 1024 * 1024;

export const openDatabase: OpenDatabase = (path, timeoutMs) => new DatabaseSync(path, { timeout: timeoutMs });

export interface FilePlace {
  readonly path: string;
  readonly sync: SyncMode;
  readonly open: OpenDatabase;
  readonly schema: FileSchema;
}

/**
 * @param lockWaitMs how long another process may take to let go of the file; nothing else happens meanwhile
 * @param now milliseconds since the epoch, for the name of a file that is set aside
 * @throws AppError `invalid-configuration` when the file is a database of another program
 * @throws Error of SQLite or of the file system when the file cannot be used at the moment
 */
export function openFile(place: FilePlace, lockWaitMs: number, now: number): OpenedFile {
  mkdirSync(dirname(place.path), { recursive: true, mode: 0o700 });
  const first = tryOpen(place, lockWaitMs);
  if ('db' in first) return { db: first.db, setAside: undefined };
  const setAside = { path: moveAside(place.path, now), reason: first.unusable };
  const second = tryOpen(place, lockWaitMs);
  if ('db' in second) return { db: second.db, setAside };
  throw new Error(`A new file is of no use either: ${second.unusable}`);
}

function tryOpen({ path, sync, open, schema }: FilePlace, lockWaitMs: number): { db: DatabaseSync } | { unusable: string } {
  createForOwner(path);
  const db = open(path, lockWaitMs);
  try {
    // Nobody else may number messages in this file; and with one process alone SQLite needs no shared memory beside it.
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${sync}`);
    db.exec(`PRAGMA journal_size_limit = ${JOURNAL_BYTES}; PRAGMA temp_store = MEMORY`);
    const kind = migrate(db, schema);
    if (kind === 'ours') return { db };
    db.close();
    if (kind === 'newer') return { unusable: 'a newer version of this program wrote it' };
    throw new AppError('invalid-configuration', `${schema.setting} names ${path}, a database of another program.`, {
      hint: 'Name a file of its own; it is created.',
    });
  } catch (error) {
    if (db.isOpen) db.close();
    const { isDamage, reason } = explainFailure(error);
    if (isDamage) return { unusable: reason };
    throw error;
  }
}

/** Messages may be confidential; SQLite gives its further files the mode of the first. */
function createForOwner(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** Renames the file and what belongs to it; returns its new name. */
export function moveAside(path: string, now: number): string {
  const target = `${path}.corrupt-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(path, target);
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
