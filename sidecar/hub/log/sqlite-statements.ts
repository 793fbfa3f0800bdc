/**
 * Everything that the store asks of its file, as prepared statements: each is compiled once for as long as the file is open.
 * Knows the tables, not the rules. Every function throws what SQLite throws.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { LoggedMessage } from '../message.ts';
import { fromRow, toColumns } from './sqlite-rows.ts';

const logRow = z.object({ id: z.number(), epoch: z.string(), reserved: z.number() });
const totalsRow = z.object({ messages: z.number(), bytes: z.number() });
const oldestRow = z.object({ arrival: z.number(), log: z.number(), seq: z.number(), bytes: z.number(), received_at: z.number() });
const seqRow = z.object({ seq: z.number().nullable() });
const bytesRow = z.object({ bytes: z.number() });
const noteRow = z.object({ key: z.string(), value: z.string() });

export type LogRow = z.output<typeof logRow>;

export function prepareStatements(db: DatabaseSync) {
  const insert = db.prepare(
    'INSERT INTO messages (log, seq, bytes, received_at, qos, flags, topic, properties, payload, packet, repeat_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare(
    'SELECT received_at, qos, flags, topic, properties, payload, packet, repeat_of FROM messages WHERE log = ? AND seq = ?',
  );
  const oldest = db.prepare('SELECT arrival, log, seq, bytes, received_at FROM messages WHERE arrival > ? ORDER BY arrival LIMIT ?');
  const removeUpTo = db.prepare('DELETE FROM messages WHERE arrival <= ?');
  const removeOf = db.prepare(
    'DELETE FROM messages WHERE arrival IN (SELECT arrival FROM messages WHERE log = ? ORDER BY seq LIMIT ?) RETURNING bytes',
  );
  const totals = db.prepare('SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM messages');
  const firstOf = db.prepare('SELECT min(seq) AS seq FROM messages WHERE log = ?');
  const findLog = db.prepare('SELECT id, epoch, reserved FROM logs WHERE connection = ? AND ended = 0');
  const addLog = db.prepare('INSERT INTO logs (connection, epoch, reserved, kept) VALUES (?, ?, ?, ?)');
  const reserve = db.prepare('UPDATE logs SET reserved = ? WHERE id = ?');
  const endLog = db.prepare('UPDATE logs SET ended = 1 WHERE id = ?');
  const endUnkept = db.prepare('UPDATE logs SET ended = 1 WHERE kept = 0');
  const endedLogs = db.prepare('SELECT id FROM logs WHERE ended = 1');
  const forgetLog = db.prepare('DELETE FROM logs WHERE id = ?');
  const notes = db.prepare('SELECT key, value FROM notes');
  const note = db.prepare('INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  const forgetNote = db.prepare('DELETE FROM notes WHERE key = ?');

  return {
    insert: (log: number, seq: number, bytes: number, message: LoggedMessage) => insert.run(log, seq, bytes, ...toColumns(message)),
    find(log: number, seq: number): LoggedMessage | undefined {
      const row = find.get(log, seq);
      return row === undefined ? undefined : fromRow(row);
    },
    /** The oldest messages of all logs that arrived after `arrival`. */
    oldestAfter: (arrival: number, count: number) => z.array(oldestRow).parse(oldest.all(arrival, count)),
    removeUpTo: (arrival: number) => removeUpTo.run(arrival),
    /** Removes some messages of one log; returns the bytes of each. */
    removeOf: (log: number, count: number) => z.array(bytesRow).parse(removeOf.all(log, count)),
    totals: () => totalsRow.parse(totals.get()),
    firstOf: (log: number) => seqRow.parse(firstOf.get(log)).seq ?? undefined,
    findLog(connection: string): LogRow | undefined {
      const row = findLog.get(connection);
      return row === undefined ? undefined : logRow.parse(row);
    },
    addLog: (connection: string, epoch: string, reserved: number, kept: boolean) =>
      Number(addLog.run(connection, epoch, reserved, kept ? 1 : 0).lastInsertRowid),
    reserve: (log: number, reserved: number) => reserve.run(reserved, log),
    endLog: (log: number) => endLog.run(log),
    endUnkept: () => endUnkept.run(),
    endedLogs: () => endedLogs.all().map((row) => z.object({ id: z.number() }).parse(row).id),
    forgetLog: (log: number) => forgetLog.run(log),
    notes: () => z.array(noteRow).parse(notes.all()),
    /** Without a value the note is forgotten. */
    note: (key: string, value: string | undefined) => (value === undefined ? forgetNote.run(key) : note.run(key, value)),
  };
}

export type Statements = ReturnType<typeof prepareStatements>;
