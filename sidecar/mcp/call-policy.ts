/**
 * What a call needs of the policy, for the server factory: the gate that it passes, and whom to ask. The client's own user comes
 * first; where the client cannot ask, a person at the dashboard or the desktop.
 */
import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import type { Redactor } from '../observe/redact.ts';
import { Approvals } from '../policy/approvals.ts';
import { CallGate, type Ask } from '../policy/gate.ts';
import { PolicyBook } from '../policy/policy-book.ts';
import type { Policy } from '../policy/types.ts';
import { askByRequest, canElicit } from './asking/elicitation.ts';
import type { SuspendedCall } from './asking/suspended-call.ts';
import { SuspendedCalls, type StateMark } from './asking/suspended-calls.ts';
import type { Era } from './session.ts';

/** What all servers share of it. */
export interface CallPolicy {
  readonly book: PolicyBook;
  readonly approvals: Approvals;
  readonly suspended: SuspendedCalls;
  readonly redactor: Redactor;
}

interface CallPolicyParts {
  readonly policy: Policy;
  readonly profileUrls: () => readonly string[];
  /** Whether somebody looks at the dashboard, or the desktop does for them. */
  readonly isAttended: () => boolean;
  readonly redactor: Redactor;
  /** Where there are several instances. */
  readonly stateMark: StateMark | undefined;
}

/** A question is open for an hour at most; who carries its signature longer is told that it is over. */
const QUESTION_TTL_SECONDS = 3_600;

export function createCallPolicy({ policy, profileUrls, isAttended, redactor, stateMark }: CallPolicyParts): CallPolicy {
  return {
    book: new PolicyBook(policy, profileUrls),
    approvals: new Approvals({ isAttended, now: Date.now }),
    suspended: new SuspendedCalls(QUESTION_TTL_SECONDS, stateMark),
    redactor,
  };
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
