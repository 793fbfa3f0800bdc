/**
 * The file of the SQLite store while it is open: which row belongs to which log, how much is held, and the transactions that
 * write, evict and purge. Every method throws what SQLite throws and has changed nothing then; the store decides what to do.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { LoggedMessage } from '../message.ts';
import type { LogBounds, Notes } from './event-log.ts';
import { planEviction, type Held } from './eviction.ts';
import type { SyncMode } from './sqlite-file.ts';
import type { SqliteLog, Unwritten } from './sqlite-log.ts';
import { prepareStatements, type Statements } from './sqlite-statements.ts';

/**
 * Numbers are set aside in blocks. After a crash the log goes on behind its block, since a reader may have seen numbers
 * that never reached the file; were they given out again, it would take the messages under them for known ones.
 */
const RESERVED_BLOCK = 10_000;

/** Messages of an ended log that are removed in one transaction; more would hold up what arrives. */
const PURGE_SLICE = 500;

export class SqliteSession {
  readonly #db: DatabaseSync;
  readonly #sync: SyncMode;
  readonly #statements: Statements;
  readonly #logs = new Map<number, SqliteLog>();
  #held: Held;
  /** Rows of logs that have ended and whose messages are still to be removed. */
  #ended: number[];

  constructor(db: DatabaseSync, sync: SyncMode) {
    this.#db = db;
    this.#sync = sync;
    this.#statements = prepareStatements(db);
    this.#held = this.#statements.totals();
    this.#ended = this.#statements.endedLogs();
  }

  get held(): Held {
    return this.#held;
  }

  get needsPurge(): boolean {
    return this.#ended.length > 0;
  }

  /** Where a kept log stands in the file, if it does. */
  positionOf(connection: string): { epoch: string; first: number; next: number } | undefined {
    const row = this.#statements.findLog(connection);
    if (row === undefined) return undefined;
    return { epoch: row.epoch, first: this.#statements.firstOf(row.id) ?? row.reserved, next: row.reserved };
  }

  /** Gives the logs their rows; what the file holds of another epoch under the same name is forgotten. */
  attach(logs: readonly SqliteLog[]): void {
    const st = this.#statements;
    const replaced: number[] = [];
    const rows = this.#transaction(
      () =>
        logs.map((log) => {
          const known = st.findLog(log.connection);
          const reserved = log.next + RESERVED_BLOCK;
          if (known?.epoch === log.epoch) {
            st.reserve(known.id, reserved);
            return { log, id: known.id, reserved, isNew: false };
          }
          if (known !== undefined) {
            st.endLog(known.id);
            replaced.push(known.id);
          }
          return { log, id: st.addLog(log.connection, log.epoch, reserved, log.kept), reserved, isNew: true };
        }),
      true,
    );
    for (const { log, id, reserved, isNew } of rows) {
      if (isNew) log.fileLost();
      log.row = id;
      log.reserved = reserved;
      this.#logs.set(id, log);
    }
    this.#ended.push(...replaced);
  }

  /** Logs that were not to be kept and whose process did not end them. To be called before any log is attached. */
  endLeftovers(): void {
    this.#statements.endUnkept();
    this.#ended = this.#statements.endedLogs();
  }

  /** Writes the messages in one transaction, and makes room by the bounds. */
  write(entries: readonly Unwritten[], bounds: LogBounds, now: number): void {
    const st = this.#statements;
    const reservations = reservationsFor(entries);
    let { messages, bytes } = this.#held;
    const eviction = this.#transaction(() => {
      for (const { log, message, bytes: size } of entries) {
        if (log.row === undefined) continue;
        st.insert(log.row, message.seq, size, message);
        messages += 1;
        bytes += size;
      }
      for (const [log, reserved] of reservations) if (log.row !== undefined) st.reserve(log.row, reserved);
      const plan = planEviction(st.oldestAfter, { messages, bytes }, bounds, now);
      if (plan.upTo !== undefined) st.removeUpTo(plan.upTo);
      return plan;
    }, reservations.size > 0);
    this.#held = eviction.held;
    for (const [log, reserved] of reservations) log.reserved = reserved;
    for (const [row, first] of eviction.firsts) this.#logs.get(row)?.evictedBelow(first);
  }

  read(row: number, seq: number): LoggedMessage | undefined {
    return this.#statements.find(row, seq);
  }

  /** The log is used no more and nobody will ask for it again. */
  end(log: SqliteLog): void {
    if (log.row === undefined) return;
    this.#statements.endLog(log.row);
    this.#logs.delete(log.row);
    this.#ended.push(log.row);
  }

  /** Removes some of what ended logs have left. */
  purge(): void {
    const [row] = this.#ended;
    if (row === undefined) return;
    const st = this.#statements;
    const removed = this.#transaction(() => {
      const sizes = st.removeOf(row, PURGE_SLICE);
      if (sizes.length < PURGE_SLICE) st.forgetLog(row);
      return sizes;
    });
    const bytes = removed.reduce((sum, { bytes: size }) => sum + size, 0);
    this.#held = { messages: this.#held.messages - removed.length, bytes: this.#held.bytes - bytes };
    if (removed.length < PURGE_SLICE) this.#ended.shift();
  }

  notes(): { key: string; value: string }[] {
    return this.#statements.notes();
  }

  /** Saves the notes named as they are now. */
  saveNotes(keys: Iterable<string>, notes: Notes): void {
    this.#transaction(() => {
      for (const key of keys) this.#statements.note(key, notes.get(key));
    });
  }

  /** Gives back the numbers that were set aside and not used, so that the next start leaves no hole. */
  finish(): void {
    this.#transaction(() => {
      for (const [row, log] of this.#logs) this.#statements.reserve(row, log.next);
    }, true);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  /** @param forcedOut whether it has to survive a loss of power whatever the mode */
  #transaction<T>(work: () => T, forcedOut = false): T {
    const raise = forcedOut && this.#sync === 'normal';
    if (raise) this.#db.exec('PRAGMA synchronous = full');
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, such as a full disk.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      if (raise) this.#db.exec('PRAGMA synchronous = normal');
    }
  }
}

/** A block for each log that has used half of its own. */
function reservationsFor(entries: readonly Unwritten[]): Map<SqliteLog, number> {
  const reservations = new Map<SqliteLog, number>();
  for (const { log, message } of entries) {
    if (log.reserved - message.seq < RESERVED_BLOCK / 2) reservations.set(log, log.next + RESERVED_BLOCK);
  }
  return reservations;
}
