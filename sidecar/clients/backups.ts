/**
 * Copies of settings files as they were before we changed them, in our own data folder: the client's folder stays free of them,
 * and an update of the client does not sweep them away. They may hold credentials of other servers, so only the user reads them.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const KEEP = 10;

export interface Backups {
  /** Copies the bytes, and removes the oldest copies of the same file beyond the last ten, but never those in `keep`. */
  save(file: string, bytes: Buffer, keep: readonly string[]): Promise<string>;
}

/** @param folder made when it is first needed */
export function createBackups(folder: string, now: () => Date): Backups {
  return {
    async save(file, bytes, keep) {
      const own = join(folder, createHash('sha256').update(file).digest('hex').slice(0, 16));
      await mkdir(own, { recursive: true, mode: 0o700 });
      // Colons cannot stand in a file name on Windows.
      const stamp = now().toISOString().replaceAll(/[:.]/g, '-');
      const backup = await writeNew(join(own, `${basename(file)}.${stamp}`), bytes);
      const older = (await readdir(own)).toSorted().slice(0, -KEEP);
      for (const name of older) if (!keep.includes(join(own, name))) await rm(join(own, name), { force: true });
      return backup;
    },
  };
}

/** Two copies may be made in the same millisecond. */
async function writeNew(stem: string, bytes: Buffer, count = 0): Promise<string> {
  const path = count === 0 ? `${stem}.bak` : `${stem}-${count}.bak`;
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
    return path;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return writeNew(stem, bytes, count + 1);
    throw thrown;
  }
}
