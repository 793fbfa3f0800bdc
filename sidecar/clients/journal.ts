/**
 * What we wrote into which file, kept across restarts, so that it can be undone and moved to another port. One record per file
 * and server name. A journal that cannot be read is reported, never overwritten.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '../errors.ts';
import { journalSchema } from './schemas.ts';
import type { JournalRecord } from './schemas.ts';

export interface Journal {
  records(): Promise<readonly JournalRecord[]>;
  /** Adds a record in the place of one for the same file and name. */
  put(record: JournalRecord): Promise<void>;
  remove(record: Pick<JournalRecord, 'file' | 'serverName'>): Promise<void>;
}

/** @throws AppError `client-journal-unreadable`, from every method */
export function createJournal(path: string): Journal {
  async function records(): Promise<readonly JournalRecord[]> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
      throw unreadable(path, thrown);
    }
    try {
      return journalSchema.parse(JSON.parse(text)).records;
    } catch (thrown) {
      throw unreadable(path, thrown);
    }
  }

  async function write(next: readonly JournalRecord[]): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, JSON.stringify({ version: 1, records: next }, null, 2), { mode: 0o600 });
  }

  const others = async ({ file, serverName }: Pick<JournalRecord, 'file' | 'serverName'>): Promise<readonly JournalRecord[]> =>
    (await records()).filter((record) => record.file !== file || record.serverName !== serverName);

  return {
    records,
    put: async (record) => write([...(await others(record)), record]),
    remove: async (record) => write(await others(record)),
  };
}

/**
 * One record for two changes of the same entry, so that an undo takes back both: what stood there before the first, what stands
 * there since the second. If someone else wrote in between, no backup is the right one any more.
 * @param unbroken the second change found the file as the first had left it
 */
export function mergeRecords(first: JournalRecord, second: JournalRecord, unbroken: boolean): JournalRecord {
  const edits = new Map(first.edits.map((edit) => [JSON.stringify(edit.path), edit]));
  for (const edit of second.edits) {
    const key = JSON.stringify(edit.path);
    const earlier = edits.get(key);
    const continued =
      earlier !== undefined && edit.before !== null && isDeepStrictEqual(JSON.parse(earlier.after), JSON.parse(edit.before));
    edits.set(key, continued ? { ...edit, before: earlier.before } : edit);
  }
  return {
    ...second,
    hashAfter: unbroken ? second.hashAfter : null,
    backup: unbroken ? first.backup : second.backup,
    createdFolders: [...new Set([...first.createdFolders, ...second.createdFolders])],
    createdContainers: [...first.createdContainers, ...second.createdContainers],
    otherServers: first.otherServers,
    edits: [...edits.values()],
  };
}

function unreadable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error && 'code' in cause ? `cannot be read (${cause.message})` : 'is not what this program writes';
  return new AppError('client-journal-unreadable', `The record of configured clients at ${path} ${reason}.`, { cause });
}
