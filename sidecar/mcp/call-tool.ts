/**
 * One call of a tool, from its arguments to its result: through the policy's gate, on the caller's scope, into the activity
 * record. Used by the server factory. A failure is a result that tells the model what to do (MCP, "Tools", error handling), so
 * that this never rejects.
 */
import type { CallToolResult, InputRequiredResult, McpServer, ServerContext } from '@modelcontextprotocol/server';
import { toAppError, type ErrorCode } from '../errors.ts';
import type { ActivityLog } from '../observe/activity.ts';
import type { CallGate } from '../policy/gate.ts';
import type { SuspendedCall } from './asking/suspended-call.ts';
import { createCallGate, type CallPolicy } from './call-policy.ts';
import { createProgress } from './progress.ts';
import type { MqttScope } from './scope.ts';
import type { Era } from './session.ts';
import type { Tool } from './tool.ts';

/** Who calls: a session, or whoever sent a request without one. */
export interface Caller {
  /** Does a tool's work on what the caller has; where there is no session, the arguments say which connection is meant. */
  withScope<T>(rawArguments: unknown, work: (scope: MqttScope) => Promise<T>): Promise<T>;
  /** For the activity record. */
  identity(): { session: string | null; client: string | null; principal: string };
}

export interface CallParts {
  readonly activity: ActivityLog;
  readonly policy: CallPolicy;
  readonly caller: Caller;
  readonly era: Era;
  readonly server: McpServer;
}

/** Failures that say that somebody or something did not permit it. */
const DENIALS: ReadonlySet<ErrorCode> = new Set([
  'policy-denied',
  'approval-refused',
  'approval-missing',
  'broker-not-allowed',
  'insufficient-scope',
]);

export async function callTool(
  parts: CallParts,
  tool: Tool,
  rawArguments: unknown,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  if (parts.era === 'legacy') return perform(parts, tool, rawArguments, context, undefined);
  const { suspended } = parts.policy;
  const identity = { principal: parts.caller.identity().principal, tool: tool.name, arguments: rawArguments };
  try {
    const resumed = suspended.resume(identity, context);
    if (resumed !== undefined) return await resumed;
  } catch (thrown) {
    return failure(toAppError(thrown).advice);
  }
  return suspended.begin(identity, context, (call) => perform(parts, tool, rawArguments, context, call));
}

async function perform(
  { activity, policy, caller, era, server }: CallParts,
  tool: Tool,
  rawArguments: unknown,
  context: ServerContext,
  suspended: SuspendedCall | undefined,
): Promise<CallToolResult> {
  const at = Date.now();
  const started = performance.now();
  const signal = suspended?.signal ?? context.mcpReq.signal;
  const gate = createCallGate(policy, { server, era, context, suspended, signal, caller: { ...caller.identity(), tool: tool.name } });
  const record = (outcome: 'ok' | 'error' | 'denied', result: string): void => {
    const durationMs = performance.now() - started;
    const entry = { at, ...caller.identity(), tool: tool.name, arguments: asRecord(rawArguments), outcome, result, durationMs };
    // After the answer, which need not wait until secrets are taken out of the entry; before any later request is read.
    setImmediate(() => activity.record({ ...entry, decision: decisionOf(gate, outcome) }));
  };
  const progress = createProgress(progressSender(context.mcpReq));
  try {
    await gate.passCall(tool.isPassive, () => redacted(policy, rawArguments));
    const work = (scope: MqttScope) => tool.call(rawArguments, { scope: scope.within(gate), signal, progress });
    const { text, structured } = await caller.withScope(rawArguments, work);
    record('ok', text);
    await progress.settled();
    return { content: [{ type: 'text', text }], structuredContent: structured };
  } catch (thrown) {
    const { advice } = toAppError(thrown);
    record(isDenial(thrown) ? 'denied' : 'error', advice);
    return failure(advice);
  }
}

/** Undefined where the client gave no token for it (MCP, "Progress"). */
function progressSender({ _meta, notify }: ServerContext['mcpReq']): Parameters<typeof createProgress>[0] {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return (update) => notify({ method: 'notifications/progress', params: { progressToken, ...update } });
}

export function isDenial(thrown: unknown): boolean {
  return DENIALS.has(toAppError(thrown).code);
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

/** What was refused before the gate, by a token's permissions or the list of brokers, was denied all the same. */
function decisionOf({ outcome: decision }: CallGate, outcome: string) {
  if (outcome === 'denied' && (decision === undefined || decision.verdict === 'allowed')) {
    return { verdict: 'denied', rule: null, by: null } as const;
  }
  return decision ?? ({ verdict: 'allowed', rule: null, by: null } as const);
}

function redacted({ redactor }: CallPolicy, rawArguments: unknown): Record<string, unknown> {
  return asRecord(redactor.value(asRecord(rawArguments), { maxDepth: 6, maxEntries: 50, maxText: 2_000 }));
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : { value };
}
