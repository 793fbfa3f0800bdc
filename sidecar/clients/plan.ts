/**
 * What would be written into a settings file, shown before anything is, and the checks that plan and apply share. Reads, never
 * writes.
 */
import { AppError } from '../errors.ts';
import { assess } from './assess.ts';
import type { Assessment } from './assess.ts';
import { mask, requestFor } from './context.ts';
import type { ClientsContext } from './context.ts';
import { findNode, nodeText } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';
import { openSettings } from './open-settings.ts';
import { refused } from './rewrite-file.ts';
import { writeEdits } from './rewrite-text.ts';
import type { ConfigurationPlan, Transport } from './schemas.ts';
import { findWriteObstacle } from './settings-file.ts';
import { maskEdits } from './status.ts';
import type { Target } from './target.ts';
import type { ClientDefinition, ConfigurationRequest } from './types.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface PlanOptions {
  readonly serverName: string;
  /** Allow an entry of that name that reaches something else to be replaced. */
  readonly replace: boolean;
}

/** @throws AppError `client-file-refused`, `client-name-taken`, `client-command-unknown` */
export async function makePlan(target: Target, options: PlanOptions, context: ClientsContext): Promise<ConfigurationPlan> {
  const { definition, installation, label, file } = target;
  const what = settingsOf(target);
  const opened = await openSettings(file, definition.format);
  if (!opened.ok) throw refused(what, file, opened.refusal);
  const needed = findChanges(opened.document, target, requestFor(context, options.serverName), options.replace);
  const obstacle = needed.edits.length === 0 ? undefined : await findWriteObstacle(opened.file);
  if (obstacle !== undefined) throw refused(what, file, obstacle);
  const before = opened.file.bytes === null ? null : opened.document.text;
  const after = needed.edits.length === 0 ? before : writeEdits(opened.document, needed.edits, definition.format).text;
  return {
    client: definition.id,
    name: definition.name,
    installation,
    label,
    file,
    serverName: needed.serverName,
    transport: needed.transport,
    replace: options.replace,
    creates: before === null,
    edits: maskEdits(needed.edits, context),
    diff: mask(unifiedDiff(file, before, after), context),
  };
}

/**
 * What has to change in a document that was read just now. Shared by plan and apply, so that what is applied passes the same checks.
 * @throws AppError as `makePlan`
 */
export function findChanges(
  document: JsonDocument,
  target: Target,
  request: ConfigurationRequest,
  replace: boolean,
): Assessment & { readonly transport: Transport } {
  const result = assess(document, target.definition, request);
  if (!result.ok) throw refused(settingsOf(target), target.file, result.refusal);
  const { transport, taken, serverName } = result.assessment;
  if (transport === null) throw commandUnknown(target.definition);
  if (taken && !replace) {
    const path = [...target.definition.serversPath, serverName];
    const found = findNode(document.root, path);
    const entry = found === undefined ? '' : nodeText(document, found).replaceAll(/\s+/g, ' ');
    throw new AppError('client-name-taken', `"${serverName}" in ${target.file} stands for something else: ${entry}.`);
  }
  return { ...result.assessment, transport };
}

export function settingsOf({ definition }: Target): string {
  return `The settings file of ${definition.name}`;
}

/** Of a client that knows commands only, when none was handed in. */
export function commandUnknown({ name }: ClientDefinition): AppError {
  return new AppError('client-command-unknown', `${name} starts its servers by a command, and none is known for this sidecar.`);
}
