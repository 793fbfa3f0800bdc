/**
 * Carries out a plan that the user has seen, keeps what is needed to take it back, and reads back what stands there. Refuses to
 * write other values than the plan shows.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../errors.ts';
import { mask, requestFor } from './context.ts';
import type { ClientsContext } from './context.ts';
import { mergeRecords } from './journal.ts';
import { nextStepAfterChange, nothingToDo } from './next-step.ts';
import { parseSettings } from './open-settings.ts';
import { findChanges, settingsOf } from './plan.ts';
import { refused, rewriteFile } from './rewrite-file.ts';
import type { Outcome, Rewrite } from './rewrite-file.ts';
import { serverNames, writeEdits } from './rewrite-text.ts';
import type { ApplyResult, ConfigurationPlan, JournalRecord, SettingEdit } from './schemas.ts';
import type { SettingsFile } from './settings-file.ts';
import { maskEdits, statusOf } from './status.ts';
import type { Target } from './target.ts';
import type { JsonPath } from './types.ts';
import { unifiedDiff } from './unified-diff.ts';

interface Changes {
  readonly edits: readonly SettingEdit[];
  readonly createdContainers: readonly JsonPath[];
  readonly otherServers: readonly string[];
}

/**
 * @throws AppError `client-file-changed` if other values than the planned ones would be written; `client-file-refused`,
 * `client-file-busy`, `client-name-taken`, `client-journal-unreadable`
 */
export async function applyPlan(
  plan: ConfigurationPlan,
  target: Target,
  context: ClientsContext,
  running: boolean | null,
): Promise<ApplyResult> {
  // Read first: what could not be recorded could not be undone.
  const records = await context.journal.records();
  const request = requestFor(context, plan.serverName);
  const what = settingsOf(target);
  let changes: Changes | undefined;
  let backup: string | null = null;

  const compute = (file: SettingsFile): Outcome => {
    const parsed = parseSettings(file, target.definition.format);
    if (!parsed.ok) throw refused(what, target.file, parsed.refusal);
    const { edits } = findChanges(parsed.document, target, request, plan.replace);
    // Other values in the file may have changed since the preview, those that the user saw may not.
    if (changes === undefined && !isDeepStrictEqual(maskEdits(edits, context), plan.edits)) {
      throw new AppError('client-file-changed', `${what} at ${target.file} changed since the preview.`);
    }
    if (edits.length === 0) return { kind: 'keep' };
    const { text, createdContainers } = writeEdits(parsed.document, edits, target.definition.format);
    const otherServers = serverNames(parsed.document, target.definition).filter((name) => name !== plan.serverName);
    changes = { edits, createdContainers, otherServers };
    return { kind: 'replace', bytes: Buffer.from(text) };
  };
  const backUp = async ({ bytes }: SettingsFile): Promise<void> => {
    const keep = records.flatMap((record) => record.backup ?? []);
    backup = bytes === null ? null : await context.backups.save(target.file, bytes, keep);
  };

  const rewrite = await rewriteFile({ path: target.file, what, compute, backUp, wait: context.wait });
  if (changes !== undefined && rewrite.replaced !== undefined) {
    await keepRecord(changes, rewrite, backup, plan, target, context, records);
  }
  const changed = rewrite.replaced !== undefined;
  const { state } = await statusOf(target, context, running, records, plan.serverName);
  return {
    client: plan.client,
    name: plan.name,
    installation: target.installation,
    label: target.label,
    file: target.file,
    serverName: plan.serverName,
    changed,
    state,
    backup,
    diff: diffOf(rewrite, target.file, context),
    nextStep: changed ? nextStepAfterChange(target.definition, running) : nothingToDo,
  };
}

async function keepRecord(
  changes: Changes,
  rewrite: Rewrite,
  backup: string | null,
  plan: ConfigurationPlan,
  target: Target,
  context: ClientsContext,
  records: readonly JournalRecord[],
): Promise<void> {
  const next: JournalRecord = {
    client: plan.client,
    installation: target.installation,
    label: target.label,
    file: target.file,
    serverName: plan.serverName,
    transport: plan.transport,
    appliedAt: context.now().toISOString(),
    hashAfter: hashOf(rewrite.written),
    backup,
    createdFolders: [...rewrite.createdFolders],
    createdContainers: changes.createdContainers.map((path) => [...path]),
    otherServers: [...changes.otherServers],
    edits: [...changes.edits],
  };
  const previous = records.find(({ file, serverName }) => file === target.file && serverName === plan.serverName);
  const unbroken = previous !== undefined && previous.hashAfter !== null && previous.hashAfter === hashOf(rewrite.replaced?.bytes ?? null);
  await context.journal.put(previous === undefined ? next : mergeRecords(previous, next, unbroken));
}

export function diffOf({ replaced, written }: Rewrite, file: string, context: ClientsContext): string {
  const before = replaced?.bytes ?? null;
  return replaced === undefined ? '' : mask(unifiedDiff(file, textOf(before), textOf(written)), context);
}

export function hashOf(bytes: Buffer | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
}

function textOf(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString('utf8');
}
