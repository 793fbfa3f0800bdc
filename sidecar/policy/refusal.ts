/** How a refusal of the policy reads, and by which of its rules it came about. Thrown by the gates; the record keeps the rule. Pure. */
import { AppError, type AppErrorOptions, type ErrorCode } from '../errors.ts';
import type { Answer } from './approvals.ts';
import type { PolicyDecision } from './decide.ts';
import type { AskedAction } from './question.ts';

type DecidedBy = PolicyDecision['by'];

export class PolicyRefusal extends AppError {
  /** What decided, such as `rule 2` or `readOnly`; null where no rule matched. */
  readonly rule: string | null;

  constructor(rule: string | null, code: ErrorCode, detail: string, options?: AppErrorOptions) {
    super(code, detail, options);
    this.rule = rule;
  }
}

export function nameOf(by: DecidedBy): string | null {
  return typeof by === 'number' ? `rule ${by + 1}` : (by ?? null);
}

export function inWords(action: AskedAction): string {
  switch (action.action) {
    case 'connect':
      return `Connecting to ${action.broker}`;
    case 'subscribe':
      return `Subscribing to ${JSON.stringify(action.topic)}`;
    case 'publish':
      return `${action.isWill === true ? 'A will for' : 'Publishing to'} ${JSON.stringify(action.topic)}`;
    case 'call':
      return 'The call';
  }
}

export function denied(what: string, by: DecidedBy): PolicyRefusal {
  const rule = nameOf(by);
  if (by === 'readOnly') {
    return new PolicyRefusal(rule, 'policy-denied', `${what} is not permitted: this server is read-only (policy.readOnly).`, {
      hint: 'Subscribing and reading still work. Whoever operates the server can switch it off.',
    });
  }
  return new PolicyRefusal(rule, 'policy-denied', `${what} is denied by ${rule} of the policy.`);
}

/** @param by what wanted somebody asked */
export function notApproved({ verdict }: Answer, by: DecidedBy, what: string, timeoutSeconds: number): PolicyRefusal {
  const rule = nameOf(by);
  switch (verdict) {
    case 'refused':
      return new PolicyRefusal(rule, 'approval-refused', `${what} was refused by the person who was asked.`);
    case 'timed-out':
      return new PolicyRefusal(
        rule,
        'approval-missing',
        `${what} needs the approval of a person, and nobody answered within ${timeoutSeconds} s.`,
      );
    case 'withdrawn':
      return new PolicyRefusal(
        rule,
        'approval-missing',
        `${what} needs the approval of a person, and the call ended before anybody answered.`,
      );
    default:
      return new PolicyRefusal(rule, 'approval-missing', `${what} needs the approval of a person, and there is nobody to ask.`, {
        hint: 'This client cannot ask its user, and no dashboard is open. Open the dashboard of this server (or its desktop app), then try again.',
      });
  }
}
