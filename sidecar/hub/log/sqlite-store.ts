/**
 * The event log in a SQLite file. Messages get their number at once and are written together: all that arrive in one turn of
 * the event loop, and at most every few milliseconds, share one transaction, after which readers get them. While the file cannot
 * be written the store goes on in memory, tells so, acknowledges nothing that is to be kept, and tries again by itself.
 */
import { AppError } from '../../errors.ts';
import type { LoggedMessage } from '../message.ts';
import type { Log } from '../../observe/log.ts';
import type { EventLog, LogBounds, LogOptions, LogStore, StoreProblem } from './event-log.ts';
import { MemoryNotes } from './memory-notes.ts';
import { newEpoch } from './new-epoch.ts';
import { explainFailure } from './sqlite-failure.ts';
import { moveAside, openDatabase, openFile, type OpenDatabase, type SetAside, type SyncMode } from './sqlite-file.ts';
import { SqliteLog, type LogKeeper, type Unwritten } from './sqlite-log.ts';
import { historySchema } from './sqlite-schema.ts';
import { SqliteSession } from './sqlite-session.ts';
import { WriteQueue } from './write-queue.ts';

/** Transactions are at least so far apart; no reader waits longer for a message. */
const WRITE_INTERVAL_MS = 2;
const RETRY_INTERVAL_MS = 1_000;
/** Messages that have grown too old leave at the next write, or at the latest after this time. */
const SWEEP_INTERVAL_MS = 5_000;
/** How long the process before this one may take to let go of the file. */
const START_LOCK_WAIT_MS = 2_000;

interface SqliteStoreParts {
  readonly path: string;
  readonly bounds: LogBounds;
  readonly sync: SyncMode;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly open?: OpenDatabase;
  readonly retryMs?: number;
}

export class SqliteLogStore implements LogStore, LogKeeper {
  readonly outlivesProcess = true;
  readonly notes = new MemoryNotes((key) => this.#noteChanged(key));
  readonly #parts: SqliteStoreParts;
  readonly #now: () => number;
  readonly #queue: WriteQueue;
  readonly #sweeper: NodeJS.Timeout;
  readonly #logs = new Set<SqliteLog>();
  readonly #kept = new Map<string, SqliteLog>();
  /** Notes that the file does not have as they are. */
  readonly #unsavedNotes = new Set<string>();
  #session: SqliteSession | undefined;
  /** Whether the logs of an earlier process have been ended. */
  #wasOpen = false;
  #failing: StoreProblem | undefined;
  #replaced: StoreProblem | undefined;
  #givenUp = 0;
  #scheduled = false;
  #retry: NodeJS.Timeout | undefined;
  #lastWriteAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @throws AppError `invalid-configuration` when the file is a database of another program; every other failure passes */
  constructor(parts: SqliteStoreParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#queue = new WriteQueue(parts.bounds);
    try {
      this.#openFile(START_LOCK_WAIT_MS);
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.#failed(error);
    }
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS);
    this.#sweeper.unref();
  }

  get messages(): number {
    return (this.#session?.held.messages ?? 0) + this.#queue.messages;
  }

  get bytes(): number {
    return (this.#session?.held.bytes ?? 0) + this.#queue.bytes;
  }

  get problem(): StoreProblem | undefined {
    return this.#failing ?? this.#replaced;
  }

  open(connection: string, { kept = false }: LogOptions = {}): EventLog {
    const known = kept ? this.#kept.get(connection) : undefined;
    if (known !== undefined) return known;
    const fresh = { epoch: newEpoch(), first: 1, next: 1 };
    const position = kept ? this.#attempt(() => this.#session?.positionOf(connection)) : undefined;
    const log = new SqliteLog(connection, kept, position ?? fresh, this);
    this.#logs.add(log);
    if (kept) this.#kept.set(connection, log);
    this.#attempt(() => this.#session?.attach([log]));
    return log;
  }

  admit(entry: Unwritten): void {
    this.#queue.push(entry);
    if (this.#failing === undefined && !this.#closed) {
      this.#schedule();
      return;
    }
    this.#giveUpOverflow();
    entry.log.showAll();
  }

  read(log: SqliteLog, seq: number): LoggedMessage | undefined {
    const { row } = log;
    return row === undefined ? undefined : this.#attempt(() => this.#session?.read(row, seq));
  }

  release(log: SqliteLog): void {
    if (log.kept || !this.#logs.delete(log)) return;
    this.#queue.leaveOut(log);
    this.#attempt(() => this.#session?.end(log));
    this.#schedule();
  }

  flush(): void {
    if (this.#failing === undefined && !this.#closed) this.#write();
  }

  /** Writes what waits, if that is possible, and lets go of the file. */
  close(): void {
    if (this.#closed) return;
    this.#write();
    this.#closed = true;
    clearInterval(this.#sweeper);
    clearTimeout(this.#retry);
    this.#queue.giveUpAll('The server is shutting down.');
    this.#attempt(() => this.#session?.finish());
    this.#closeFile();
  }

  #noteChanged(key: string): void {
    this.#unsavedNotes.add(key);
    if (this.#failing === undefined) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    const run = (): void => {
      this.#scheduled = false;
      if (this.#failing === undefined && !this.#closed) this.#write();
    };
    // By then mqtt.js has handed over everything that came in one piece.
    if (performance.now() - this.#lastWriteAt >= WRITE_INTERVAL_MS) setImmediate(run);
    else setTimeout(run, WRITE_INTERVAL_MS);
  }

  /** Returns whether everything is in the file. */
  #write(): boolean {
    this.#lastWriteAt = performance.now();
    const session = this.#session;
    if (session === undefined) return false;
    const done = this.#attempt(() => {
      while (this.#queue.messages > 0) {
        const slice = this.#queue.slice();
        session.write(slice, this.#parts.bounds, this.#now());
        this.#queue.written(slice.length);
      }
      this.#saveNotes(session);
      if (!session.needsPurge) return true;
      session.purge();
      this.#schedule();
      return true;
    });
    for (const log of this.#kept.values()) log.showWritten();
    return done === true;
  }

  #sweep(): void {
    if (this.#failing === undefined) this.#attempt(() => this.#session?.write([], this.#parts.bounds, this.#now()));
    else this.#giveUpOverflow();
  }

  #giveUpOverflow(): void {
    this.#givenUp += this.#queue.giveUpOverflow(this.#now());
  }

  #openFile(lockWaitMs: number): void {
    const { path, sync, open = openDatabase } = this.#parts;
    const { db, setAside } = openFile({ path, sync, open, schema: historySchema }, lockWaitMs, this.#now());
    if (setAside !== undefined) this.#tellReplaced(setAside);
    const session = new SqliteSession(db, sync);
    try {
      for (const { key, value } of session.notes()) if (!this.#unsavedNotes.has(key)) this.notes.adopt(key, value);
      if (!this.#wasOpen) session.endLeftovers();
      session.attach([...this.#logs]);
    } catch (error) {
      session.close();
      throw error;
    }
    this.#session = session;
    this.#wasOpen = true;
  }

  #saveNotes(session: SqliteSession): void {
    if (this.#unsavedNotes.size === 0) return;
    session.saveNotes(this.#unsavedNotes, this.notes);
    this.#unsavedNotes.clear();
  }

  #closeFile(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  /** Does what may fail with the file; undefined when it did. */
  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    const { isDamage, reason, hint } = explainFailure(error);
    const { path, log, retryMs = RETRY_INTERVAL_MS } = this.#parts;
    const detail = `The history cannot be kept in ${path}: ${reason}.`;
    if (this.#failing?.detail !== detail) {
      log.error('The history cannot be stored; messages are kept in memory, and those of QoS 1 and 2 are not acknowledged', {
        path,
        reason,
        hint,
      });
    }
    this.#failing = { code: 'store-failing', detail, hint, since: this.#failing?.since ?? this.#now() };
    for (const kept of this.#kept.values()) kept.showAll();
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#recover(isDamage), isDamage ? 0 : retryMs);
    this.#retry.unref();
  }

  /** A new attempt opens the file anew: it may have been replaced, or its disk mounted again. */
  #recover(isDamaged: boolean): void {
    this.#closeFile();
    this.#attempt(() => {
      if (isDamaged) this.#replaceFile();
      this.#openFile(0);
      if (!this.#write()) return;
      this.#parts.log.info('The history is stored again', { path: this.#parts.path, lost: this.#givenUp });
      this.#givenUp = 0;
      this.#failing = undefined;
    });
  }

  #replaceFile(): void {
    const path = moveAside(this.#parts.path, this.#now());
    for (const log of this.#logs) log.fileLost();
    for (const key of this.notes.keys) this.#unsavedNotes.add(key);
    this.#tellReplaced({ path, reason: 'the file is damaged' });
  }

  #tellReplaced({ path, reason }: SetAside): void {
    const detail = `The history in ${this.#parts.path} could not be read (${reason}). It was set aside as ${path}, and a new one was begun.`;
    this.#parts.log.error('The file of the history was set aside, and a new one was begun', {
      path: this.#parts.path,
      reason,
      setAside: path,
    });
    const hint = 'Readers are told that messages are missing. Check the disk if this happens again; the old file can be deleted.';
    this.#replaced = { code: 'store-replaced', detail, hint, since: this.#now() };
  }
}
