/**
 * The edge to the disk: reads a settings file as it is, and puts another one in its place in a single step. Expected obstacles
 * come back as refusals with a reason. A symbolic link stays one: it is the file it points to that is replaced.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { access, chmod, chown, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { refuse } from './json-document.ts';
import type { Refusal } from './schemas.ts';

/** Settings are kilobytes; what is larger is something else. */
const MAX_BYTES = 10 * 1024 * 1024;

export interface SettingsFile {
  readonly path: string;
  /** The path behind symbolic links. */
  readonly target: string;
  /** null where the file does not exist. */
  readonly bytes: Buffer | null;
  readonly stats: Stats | null;
}

export type ReadResult = { readonly ok: true; readonly file: SettingsFile } | { readonly ok: false; readonly refusal: Refusal };

export async function readSettingsFile(path: string): Promise<ReadResult> {
  try {
    const target = await realpath(path);
    const stats = await stat(target);
    if (!stats.isFile()) return refuse('not-a-file', 'it is not a file', 'Name the settings file itself.');
    if (stats.size > MAX_BYTES) return refuse('too-large', `it has more than ${MAX_BYTES / 1024 / 1024} MiB`, 'Name the right file.');
    return { ok: true, file: { path, target, bytes: await readFile(target), stats } };
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT' && codeOf(thrown) !== 'ENOTDIR') return refuseAccess(thrown);
  }
  if (await isLink(path))
    return refuse('dangling-link', 'it is a symbolic link to a file that does not exist', 'Remove the link, or restore its target.');
  return { ok: true, file: { path, target: path, bytes: null, stats: null } };
}

/** The text of a file, or why it has none. */
export function decode(bytes: Buffer): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly refusal: Refusal } {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return refuse('encoding', 'it is not encoded as UTF-8', 'Save it as UTF-8 without BOM.');
  }
}

/**
 * Why the file must not or cannot be replaced. Mode bits count even where the user could pass over them (root, or the owner of
 * the folder): a file made read-only is meant to stay as it is.
 */
export async function findWriteObstacle(file: SettingsFile): Promise<Refusal | undefined> {
  if (file.stats !== null && !(hasWriteBit(file.stats) && (await isWritable(file.target)))) {
    return refuse('read-only', 'it is read-only', 'Make it writable if it may be changed, and try again.').refusal;
  }
  const folder = await existingFolder(dirname(file.target));
  // Windows keeps permissions elsewhere; the read-only bit of a folder means nothing there.
  const sealed = process.platform !== 'win32' && !hasWriteBit(await stat(folder));
  if (!sealed && (await isWritable(folder))) return undefined;
  return refuse('read-only', `its folder ${folder} is read-only`, 'Make it writable if its files may be changed, and try again.').refusal;
}

/**
 * Replaces the file, or removes it (`bytes` null), if it still is what was read; the bytes are on the disk before the name is.
 * @returns the folders that had to be made, or `changed` if another program was faster
 */
export async function replaceSettingsFile(file: SettingsFile, bytes: Buffer | null): Promise<{ createdFolders: string[] } | 'changed'> {
  const folder = dirname(file.target);
  if (bytes === null) {
    if (!(await isUnchanged(file))) return 'changed';
    await rm(file.target, { force: true });
    return { createdFolders: [] };
  }
  const createdFolders = await makeFolders(folder);
  const temporary = join(folder, `.${basename(file.target)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await takeOver(temporary, file.stats ?? (await stat(folder)), file.stats !== null);
    if (!(await isUnchanged(file))) return 'changed';
    await renamePatiently(temporary, file.target);
    return { createdFolders };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function isUnchanged(file: SettingsFile): Promise<boolean> {
  try {
    const bytes = await readFile(file.target);
    return file.bytes !== null && file.bytes.equals(bytes);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return file.bytes === null;
    throw thrown;
  }
}

/** Mode and owner of the file that is replaced; a new file belongs to whom its folder belongs (root may be asked to help a user). */
async function takeOver(path: string, from: Stats, withMode: boolean): Promise<void> {
  if (withMode) await chmod(path, from.mode & 0o7777);
  if (process.getuid?.() === 0) await chown(path, from.uid, from.gid);
}

/** Makes what is missing of a folder's path, for the user alone. */
async function makeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return [];
  const created = [folder];
  while (created[0] !== first && created[0] !== undefined) created.unshift(dirname(created[0]));
  const owner = await stat(dirname(first));
  if (process.getuid?.() === 0) for (const path of created) await chown(path, owner.uid, owner.gid);
  return created;
}

/** On Windows a file cannot be replaced while another program has it open, which a virus scanner does for a moment. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (const waitMs of [20, 50, 100, 200, 400]) {
    try {
      return await rename(from, to);
    } catch (thrown) {
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(thrown))) throw thrown;
      await delay(waitMs);
    }
  }
  await rename(from, to);
}

/** The folder itself, or the nearest above it that exists. */
async function existingFolder(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : existingFolder(parent);
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
}

function refuseAccess(thrown: unknown): { ok: false; refusal: Refusal } {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return refuse('not-permitted', `it cannot be read (${detail})`, 'Give yourself access to it, or run this as its owner.');
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function hasWriteBit(stats: Stats): boolean {
  return (stats.mode & 0o222) !== 0;
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
