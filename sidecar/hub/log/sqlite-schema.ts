/**
 * The tables of the files that SQLite keeps for us, those of the history, and how a file of an earlier version becomes one of this. `user_version` counts the
 * migrations that a file has seen; `application_id` tells our files from everybody else's.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** What a file of ours holds, and how it is told from others. */
export interface FileSchema {
  /** A 32-bit number in the file's header (SQLite file format, section 1.3.17). */
  readonly applicationId: number;
  /** One entry per version, never changed once released. */
  readonly migrations: readonly string[];
  /** The setting that names the file, for whoever has to correct it. */
  readonly setting: string;
}

/**
 * The history ("MQsE"). `messages` is ordered by arrival over all logs, which is the order in
 * which the bounds push messages out; its payload stands last, so that what stands before it is read without it. The index
 * finds a place and answers what is held in all without touching a message.
 */
export const historySchema: FileSchema = {
  applicationId: 0x4d_51_73_45,
  setting: 'history.path',
  migrations: [
    `CREATE TABLE logs (
     id INTEGER PRIMARY KEY,
     connection TEXT NOT NULL,
     epoch TEXT NOT NULL,
     reserved INTEGER NOT NULL,
     kept INTEGER NOT NULL,
     ended INTEGER NOT NULL DEFAULT 0
   );
   CREATE TABLE messages (
     arrival INTEGER PRIMARY KEY,
     log INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     received_at INTEGER NOT NULL,
     qos INTEGER NOT NULL,
     flags INTEGER NOT NULL,
     topic TEXT NOT NULL,
     properties TEXT,
     payload BLOB NOT NULL
   );
   CREATE INDEX messages_by_place ON messages (log, seq, bytes);
   CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`,
    `ALTER TABLE messages ADD COLUMN packet INTEGER;
   ALTER TABLE messages ADD COLUMN repeat_of INTEGER;`,
  ],
};

const number = z.number();

function pragma(db: DatabaseSync, name: string): number {
  const [value] = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {});
  return number.parse(value);
}

/** What a file that opened as a database turned out to be. */
export type FileKind = 'ours' | 'newer' | 'foreign';

/** Brings an empty file or one of ours to this version; leaves every other untouched. Throws what SQLite throws. */
export function migrate(db: DatabaseSync, { applicationId, migrations }: FileSchema): FileKind {
  const version = pragma(db, 'user_version');
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!isEmpty && pragma(db, 'application_id') !== applicationId) return 'foreign';
  if (version > migrations.length) return 'newer';
  if (version === migrations.length) return 'ours';
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
  return 'ours';
}
