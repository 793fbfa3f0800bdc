/**
 * Changes a settings file that its client may be rewriting at the same moment: read, compute, compare, replace, and look again
 * shortly after, because a client that read before us writes its old state back. Repeats a bounded number of times.
 */
import { AppError } from '../errors.ts';
import { findWriteObstacle, readSettingsFile, replaceSettingsFile } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import type { Refusal } from './schemas.ts';

/** A client that read before our rename has written by then (measured with MQTTX's own store). */
const SETTLE_MS = 60;
const MAX_ATTEMPTS = 8;

export type Outcome = { readonly kind: 'keep' } | { readonly kind: 'replace'; readonly bytes: Buffer | null };

export interface RewriteOptions {
  readonly path: string;
  /** How the file is called in messages. */
  readonly what: string;
  /** What shall stand there; `keep` once it stands. Called anew for every state that is found. */
  compute(file: SettingsFile): Outcome;
  /** Called before the file is replaced, each time. */
  backUp(file: SettingsFile): Promise<void>;
  wait(ms: number): Promise<void>;
}

export interface Rewrite {
  /** The file that our last write replaced; undefined if nothing had to be written. */
  readonly replaced: SettingsFile | undefined;
  readonly written: Buffer | null;
  readonly createdFolders: readonly string[];
}

/** @throws AppError `client-file-refused`, `client-file-busy`, and whatever `compute` throws */
export async function rewriteFile(options: RewriteOptions): Promise<Rewrite> {
  let result: Rewrite = { replaced: undefined, written: null, createdFolders: [] };
  for (let attempt = 0; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const read = await readSettingsFile(options.path);
    if (!read.ok) throw refused(options.what, options.path, read.refusal);
    const outcome = options.compute(read.file);
    if (outcome.kind === 'keep') return result;
    if (attempt === MAX_ATTEMPTS) break;
    const obstacle = await findWriteObstacle(read.file);
    if (obstacle !== undefined) throw refused(options.what, options.path, obstacle);
    await options.backUp(read.file);
    const replaced = await replaceSettingsFile(read.file, outcome.bytes);
    if (replaced === 'changed') continue;
    const createdFolders = [...result.createdFolders, ...replaced.createdFolders];
    result = { replaced: read.file, written: outcome.bytes, createdFolders };
    await options.wait(SETTLE_MS);
  }
  throw new AppError('client-file-busy', `${options.what} at ${options.path} was rewritten by another program each time it was changed.`);
}

export function refused(what: string, path: string, refusal: Refusal): AppError {
  const message = `${what} at ${path} was left untouched: ${refusal.reason}.`;
  return new AppError('client-file-refused', message, { hint: refusal.hint, cause: refusal });
}
