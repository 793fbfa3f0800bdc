/**
 * Takes back what we wrote. A file that is still as we left it comes back byte for byte; from one that others have written since,
 * only what is ours is removed.
 */
import { readFile, rmdir } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { diffOf, hashOf } from './apply.ts';
import { mask, requestFor } from './context.ts';
import type { ClientsContext } from './context.ts';
import { nextStepAfterChange, nothingToDo } from './next-step.ts';
import { parseSettings } from './open-settings.ts';
import { settingsOf } from './plan.ts';
import { refused, rewriteFile } from './rewrite-file.ts';
import type { Outcome } from './rewrite-file.ts';
import { removeRecorded } from './rewrite-text.ts';
import type { ApplyResult, JournalRecord, UndoPreview } from './schemas.ts';
import { readSettingsFile } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import { statusOf } from './status.ts';
import type { Target } from './target.ts';
import { unifiedDiff } from './unified-diff.ts';

/** @throws AppError `client-nothing-to-undo`, `client-journal-unreadable` */
export async function findRecord(target: Target, context: ClientsContext): Promise<JournalRecord> {
  const record = (await context.journal.records()).findLast(({ file }) => file === target.file);
  if (record !== undefined) return record;
  throw new AppError('client-nothing-to-undo', `This program wrote nothing into ${target.file} that could be undone.`);
}

/** @throws AppError `client-entry-changed`, `client-file-refused` */
export async function previewUndo(record: JournalRecord, target: Target, context: ClientsContext): Promise<UndoPreview> {
  const read = await readSettingsFile(target.file);
  if (!read.ok) throw refused(settingsOf(target), target.file, read.refusal);
  const original = await readOriginal(record);
  const outcome = computeUndo(read.file, record, original, target, context);
  const before = read.file.bytes?.toString('utf8') ?? null;
  const after = outcome.kind === 'keep' ? before : (outcome.bytes?.toString('utf8') ?? null);
  return {
    client: record.client,
    name: target.definition.name,
    file: target.file,
    serverName: record.serverName,
    kind: isAsLeft(read.file, record, original) ? 'restore' : 'remove-entry',
    diff: mask(unifiedDiff(target.file, before, after), context),
  };
}

/** @throws AppError `client-entry-changed`, `client-file-refused`, `client-file-busy` */
export async function undo(record: JournalRecord, target: Target, context: ClientsContext, running: boolean | null): Promise<ApplyResult> {
  const original = await readOriginal(record);
  let backup: string | null = null;
  const rewrite = await rewriteFile({
    path: target.file,
    what: settingsOf(target),
    compute: (file) => computeUndo(file, record, original, target, context),
    backUp: async ({ bytes }) => {
      if (bytes !== null) backup = await context.backups.save(target.file, bytes, record.backup === null ? [] : [record.backup]);
    },
    wait: context.wait,
  });
  if (rewrite.replaced !== undefined && rewrite.written === null) await removeFolders(record.createdFolders);
  await context.journal.remove(record);
  const changed = rewrite.replaced !== undefined;
  const { state } = await statusOf(target, context, running, [], record.serverName);
  return {
    client: record.client,
    name: target.definition.name,
    installation: target.installation,
    label: target.label,
    file: target.file,
    serverName: record.serverName,
    changed,
    state,
    backup,
    diff: diffOf(rewrite, target.file, context),
    nextStep: changed ? nextStepAfterChange(target.definition, running) : nothingToDo,
  };
}

/** The file as it was before us: its bytes, null if it did not exist, undefined if the copy is gone. */
type Original = Buffer | null | undefined;

async function readOriginal(record: JournalRecord): Promise<Original> {
  if (record.backup === null) return null;
  try {
    return await readFile(record.backup);
  } catch {
    // Then only our entry is removed, which needs no copy.
    return undefined;
  }
}

function isAsLeft(file: SettingsFile, record: JournalRecord, original: Original): boolean {
  return original !== undefined && record.hashAfter !== null && hashOf(file.bytes) === record.hashAfter;
}

function computeUndo(file: SettingsFile, record: JournalRecord, original: Original, target: Target, context: ClientsContext): Outcome {
  if (file.bytes === null) return { kind: 'keep' };
  if (original !== undefined && isAsLeft(file, record, original)) return { kind: 'replace', bytes: original };
  const parsed = parseSettings(file, target.definition.format);
  if (!parsed.ok) throw refused(settingsOf(target), target.file, parsed.refusal);
  const removed = removeRecorded(parsed.document, record, target.definition, requestFor(context, record.serverName));
  if (!removed.ok) {
    throw new AppError('client-entry-changed', `"${removed.path.join('.')}" in ${target.file} was changed since, so nothing was removed.`);
  }
  return removed.text === parsed.document.text ? { kind: 'keep' } : { kind: 'replace', bytes: Buffer.from(removed.text) };
}

/** Folders that we made, from the innermost; one that holds something by now stays. */
async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}
