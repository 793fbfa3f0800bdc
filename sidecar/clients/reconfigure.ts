/**
 * Moves the entries that we wrote to the address the sidecar has now (its port was taken, say). An entry that the user removed or
 * changed is left alone; one that fails does not hold up the others.
 */
import { toAppError } from '../errors.ts';
import { applyPlan } from './apply.ts';
import { assess, isRecord } from './assess.ts';
import { requestFor } from './context.ts';
import type { ClientsContext } from './context.ts';
import { findDefinition } from './definitions/index.ts';
import { findNode, nodeValue } from './json-document.ts';
import { openSettings } from './open-settings.ts';
import { makePlan } from './plan.ts';
import type { ApplyResult, JournalRecord, Reconfiguration } from './schemas.ts';
import { looksLikeOurs } from './server-entry.ts';
import type { Target } from './target.ts';

/** @param context with the new address */
export async function reconfigureAll(context: ClientsContext, running: (target: Target) => boolean | null): Promise<Reconfiguration> {
  const results: ApplyResult[] = [];
  const failures: Reconfiguration['failures'] = [];
  for (const record of await context.journal.records()) {
    try {
      const { client, installation, label, file, serverName } = record;
      const target = { definition: findDefinition(client), installation, label, file };
      const own = { ...context, transports: [record.transport, ...context.transports] };
      if (!(await isStillOurs(record, target, own))) continue;
      const plan = await makePlan(target, { serverName, replace: true }, own);
      if (plan.edits.length > 0) results.push(await applyPlan(plan, target, own, running(target)));
    } catch (thrown) {
      const { code, message, hint } = toAppError(thrown);
      failures.push({ client: record.client, file: record.file, code, message, hint });
    }
  }
  return { results, failures };
}

async function isStillOurs(record: JournalRecord, target: Target, context: ClientsContext): Promise<boolean> {
  // A command names no port.
  if (record.transport === 'stdio') return false;
  const opened = await openSettings(record.file, target.definition.format);
  // The reason comes out when the plan is made.
  if (!opened.ok) return true;
  const request = requestFor(context, record.serverName);
  const assessed = assess(opened.document, target.definition, request);
  const node = findNode(opened.document.root, [...target.definition.serversPath, record.serverName]);
  const entry = node === undefined ? undefined : nodeValue(node);
  return assessed.ok && isRecord(entry) && looksLikeOurs(entry, target.definition, request);
}
