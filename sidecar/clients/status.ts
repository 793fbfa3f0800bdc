/**
 * The state of one settings file, for a person: what the desktop shows on a client's card and the command line in its list.
 * Reads, never writes.
 */
import { assess } from './assess.ts';
import { mask, requestFor } from './context.ts';
import type { ClientsContext } from './context.ts';
import { openSettings } from './open-settings.ts';
import type { ClientStatus, JournalRecord, Refusal, SettingEdit } from './schemas.ts';
import { DEFAULT_SERVER_NAME } from './server-name.ts';
import type { Target } from './target.ts';
import type { ClientDefinition } from './types.ts';

export async function statusOf(
  target: Target,
  context: ClientsContext,
  running: boolean | null,
  records: readonly JournalRecord[],
  serverName: string = DEFAULT_SERVER_NAME,
): Promise<ClientStatus> {
  const { definition, installation, label, file } = target;
  const base = { client: definition.id, name: definition.name, installation, label, file, running };
  const opened = await openSettings(file, definition.format);
  const result = opened.ok ? assess(opened.document, definition, requestFor(context, serverName)) : opened;
  const canUndo = records.some((record) => record.file === file);
  if (!result.ok) return { ...base, ...unreadable(result.refusal, serverName), canUndo };
  const { state, transport, edits } = result.assessment;
  return {
    ...base,
    state,
    serverName: result.assessment.serverName,
    transport: state === 'not-configured' ? null : transport,
    differences: state === 'configured-differently' ? maskEdits(edits, context) : [],
    refusal: null,
    canUndo,
  };
}

export function notInstalled(definition: ClientDefinition, running: boolean | null): ClientStatus {
  return {
    client: definition.id,
    name: definition.name,
    installation: 'default',
    label: '',
    file: null,
    state: 'not-installed',
    running,
    serverName: DEFAULT_SERVER_NAME,
    transport: null,
    differences: [],
    refusal: null,
    canUndo: false,
  };
}

export function maskEdits(edits: readonly SettingEdit[], context: ClientsContext): SettingEdit[] {
  return edits.map((edit) => ({
    ...edit,
    before: edit.before === null ? null : mask(edit.before, context),
    after: mask(edit.after, context),
  }));
}

function unreadable(refusal: Refusal, serverName: string) {
  return { state: 'unreadable', serverName, transport: null, differences: [], refusal } as const satisfies Partial<ClientStatus>;
}
