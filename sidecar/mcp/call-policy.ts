/**
 * What a call needs of the policy, for the server factory: the gate that it passes, and whom to ask. The client's own user comes
 * first; where the client cannot ask, a person at the dashboard or the desktop.
 */
import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import type { Redactor } from '../observe/redact.ts';
import type { Approvals } from '../policy/approvals.ts';
import { CallGate, type Ask } from '../policy/gate.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import { askByRequest, canElicit } from './asking/elicitation.ts';
import type { SuspendedCall } from './asking/suspended-call.ts';
import type { SuspendedCalls } from './asking/suspended-calls.ts';
import type { Era } from './session.ts';

/** What all servers share of it. */
export interface CallPolicy {
  readonly book: PolicyBook;
  readonly approvals: Approvals;
  readonly suspended: SuspendedCalls;
  readonly redactor: Redactor;
}

interface CallSituation {
  readonly server: McpServer;
  readonly era: Era;
  readonly context: ServerContext;
  /** Of a call of the modern era, whose client is asked by what the call returns. */
  readonly suspended: SuspendedCall | undefined;
  readonly signal: AbortSignal;
  readonly caller: ConstructorParameters<typeof CallGate>[0]['caller'];
}

export function createCallGate({ book, approvals }: CallPolicy, situation: CallSituation): CallGate {
  const { server, era, context, suspended, signal, caller } = situation;
  const ask: Ask = async (question) => {
    const timeoutMs = book.current.askTimeoutSeconds * 1_000;
    if (canElicit(server, era, context)) {
      const answer =
        suspended === undefined ? await askByRequest(context, question, { timeoutMs, signal }) : await suspended.ask(question, timeoutMs);
      if (answer !== undefined) return answer;
    }
    return approvals.ask(question, timeoutMs, signal);
  };
  return new CallGate({ policy: () => book.current, caller, ask });
}
