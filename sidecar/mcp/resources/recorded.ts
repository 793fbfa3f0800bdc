/**
 * What an assistant does with resources stands in the activity record like its calls of tools, under the name of the method. Used by
 * the handlers of resources.
 */
import type { ActivityLog } from '../../observe/activity.ts';
import { PolicyRefusal } from '../../policy/refusal.ts';
import { isDenial, type Caller } from '../call-tool.ts';
import { protocolError } from '../protocol-error.ts';

interface RecordParts {
  readonly caller: Caller;
  readonly activity: ActivityLog;
}

/** Takes which rule of the policy permitted it. */
export type NoteRule = (rule: string | null) => void;

/** Rejects with a `ProtocolError` for whatever the work raises. */
export async function recorded<T>(
  { caller, activity }: RecordParts,
  method: string,
  uri: string,
  work: (note: NoteRule) => Promise<T>,
): Promise<T> {
  const at = Date.now();
  const started = performance.now();
  let rule: string | null = null;
  const record = (outcome: 'ok' | 'error' | 'denied', result: string): void => {
    const durationMs = performance.now() - started;
    const decision = { verdict: outcome === 'denied' ? 'denied' : 'allowed', rule, by: null } as const;
    activity.record({ at, ...caller.identity(), tool: method, arguments: { uri }, outcome, decision, result, durationMs });
  };
  try {
    const result = await work((noted) => (rule = noted));
    record('ok', uri);
    return result;
  } catch (thrown) {
    if (thrown instanceof PolicyRefusal) ({ rule } = thrown);
    const error = protocolError(thrown, uri);
    record(isDenial(thrown) ? 'denied' : 'error', error.message);
    throw error;
  }
}
