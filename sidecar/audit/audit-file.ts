/**
 * The durable record of what assistants did, in a SQLite file of its own: appended to, read page by page from the newest, bounded by
 * number and age. A file that is damaged is set aside, one that cannot be written for the moment is tried again; the calls that are
 * recorded go on either way. Used by the activity record; made by the composition root.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ActivityEntry, ActivityPage, ActivityQuery } from '../admin/schema.ts';
import { AppError } from '../errors.ts';
import { moveAside, openDatabase, openFile, type OpenDatabase } from '../hub/log/sqlite-file.ts';
import { explainFailure } from '../hub/log/sqlite-failure.ts';
import type { FileSchema } from '../hub/log/sqlite-schema.ts';
import type { ActivityArchive } from '../observe/activity.ts';
import type { Log } from '../observe/log.ts';

/** "MQsA". Filters run over the columns; `entry` is the whole as JSON. */
const auditSchema: FileSchema = {
  applicationId: 0x4d_51_73_41,
  setting: 'audit.path',
  migrations: [
    `CREATE TABLE calls (
       seq INTEGER PRIMARY KEY AUTOINCREMENT,
       id TEXT NOT NULL UNIQUE,
       at INTEGER NOT NULL,
       tool TEXT NOT NULL,
       outcome TEXT NOT NULL,
       entry TEXT NOT NULL
     );`,
  ],
};

const START_LOCK_WAIT_MS = 2_000;
const RETRY_MS = 5_000;
/** Entries that wait for a file that cannot be written for the moment. */
const MAX_WAITING = 1_000;
/** Appends between two looks at the bounds. */
const PRUNE_EVERY = 100;
const DAY_MS = 86_400_000;

interface AuditFileParts {
  readonly path: string;
  readonly maxEntries: number;
  readonly maxAgeDays: number;
  /** Of an entry; what does not fit it is left out. */
  readonly entrySchema: z.ZodType<ActivityEntry>;
  readonly log: Log;
  readonly now?: () => number;
  readonly open?: OpenDatabase;
}

const entryRow = z.object({ id: z.string(), entry: z.string() });

export class AuditFile implements ActivityArchive {
  readonly #parts: AuditFileParts;
  readonly #now: () => number;
  #db: DatabaseSync | undefined;
  #waiting: ActivityEntry[] = [];
  #retryAt = 0;
  #appends = 0;

  /** @throws AppError `invalid-configuration` when the file is a database of something else */
  constructor(parts: AuditFileParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    try {
      this.#open(START_LOCK_WAIT_MS);
      this.#prune();
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.#failed(error);
    }
  }

  append(entry: ActivityEntry): void {
    this.#waiting = [...this.#waiting, entry].slice(-MAX_WAITING);
    if (this.#db === undefined && this.#now() < this.#retryAt) return;
    this.#attempt(() => {
      if (this.#db === undefined) this.#open(0);
      this.#writeWaiting();
      this.#appends += 1;
      if (this.#appends % PRUNE_EVERY === 0) this.#prune();
    });
  }

  /** The newest first; undefined where the file cannot be read for the moment. */
  list({ limit = 100, tool, outcome, verdict, before }: ActivityQuery): ActivityPage | undefined {
    return this.#attempt(() => {
      const rows = this.#db
        ?.prepare(
          `SELECT id, entry FROM calls
           WHERE (?1 IS NULL OR seq < (SELECT seq FROM calls WHERE id = ?1))
             AND (?2 IS NULL OR tool = ?2) AND (?3 IS NULL OR outcome = ?3)
             AND (?4 IS NULL OR entry ->> '$.decision.verdict' = ?4)
           ORDER BY seq DESC LIMIT ?5`,
        )
        .all(before ?? null, tool ?? null, outcome ?? null, verdict ?? null, limit + 1);
      if (rows === undefined) return undefined;
      const page = z.array(entryRow).parse(rows).slice(0, limit);
      // Of the rows, not of the entries: what this version cannot read must not end the record before its time.
      const next = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
      return { entries: page.flatMap(({ entry }) => this.#parts.entrySchema.safeParse(JSON.parse(entry)).data ?? []), next };
    });
  }

  close(): void {
    this.#attempt(() => this.#writeWaiting());
    if (this.#db?.isOpen === true) this.#db.close();
    this.#db = undefined;
  }

  #open(lockWaitMs: number): void {
    const { path, open = openDatabase, log } = this.#parts;
    const { db, setAside } = openFile({ path, sync: 'normal', open, schema: auditSchema }, lockWaitMs, this.#now());
    this.#db = db;
    if (setAside !== undefined) log.error('The audit trail could not be read and was begun anew', { ...setAside });
  }

  #writeWaiting(): void {
    const insert = this.#db?.prepare('INSERT OR IGNORE INTO calls (id, at, tool, outcome, entry) VALUES (?, ?, ?, ?, ?)');
    if (insert === undefined) return;
    for (const entry of this.#waiting) {
      insert.run(entry.id, entry.at, entry.tool, entry.outcome, JSON.stringify(entry));
    }
    this.#waiting = [];
  }

  /** Entries stand in the order of time, so that the first one young enough ends what is removed. */
  #prune(): void {
    const { maxEntries, maxAgeDays } = this.#parts;
    const oldest = this.#now() - maxAgeDays * DAY_MS;
    this.#db
      ?.prepare(
        `DELETE FROM calls WHERE seq <= (SELECT max(seq) FROM calls) - ?1
           OR seq < coalesce((SELECT seq FROM calls WHERE at >= ?2 ORDER BY seq LIMIT 1), (SELECT max(seq) + 1 FROM calls))`,
      )
      .run(maxEntries, oldest);
  }

  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    const { path, log } = this.#parts;
    const { reason, isDamage } = explainFailure(error);
    log.error('The audit trail cannot be kept for the moment', { path, reason });
    this.#retryAt = this.#now() + RETRY_MS;
    if (!isDamage) return;
    // Damaged while it was open: the next append begins a new one.
    if (this.#db?.isOpen === true) this.#db.close();
    this.#db = undefined;
    this.#retryAt = 0;
    log.error('The damaged audit trail was set aside', { path: moveAside(path, this.#now()) });
  }
}
