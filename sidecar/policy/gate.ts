/**
 * The gate that one call passes, once for each thing it is about to do: the policy decides, a person is asked where it says so,
 * and what became of it is kept for the record. Made for every call by the server factory; the scope goes through it, so that no
 * tool can do anything beside it.
 */
import type { Answer } from './approvals.ts';
import { decide, decideCall, type PolicyDecision } from './decide.ts';
import type { AskedAction, PolicedAction, Question } from './question.ts';
import { denied, inWords, nameOf, notApproved } from './refusal.ts';
import type { Policy } from './types.ts';
import { gravest, type CallDecision } from './verdict.ts';

/** What is asked before something is done. */
export interface Gate {
  /** The tool that is called; undefined outside a call. */
  readonly tool: string | undefined;
  /** Resolves once it may be done. Rejects with `policy-denied`, `approval-refused` or `approval-missing`. */
  pass(action: PolicedAction): Promise<void>;
}

export type Ask = (question: Question) => Promise<Answer>;

interface GateParts {
  readonly policy: () => Policy;
  readonly caller: Pick<Question, 'tool' | 'client' | 'principal' | 'session'>;
  readonly ask: Ask;
}

export class CallGate implements Gate {
  readonly #parts: GateParts;
  readonly #decisions: CallDecision[] = [];
  /** The rule by which the whole call was approved, and the policy that it stood in. */
  #approved: { readonly policy: Policy; readonly by: PolicyDecision['by'] } | undefined;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  get tool(): string {
    return this.#parts.caller.tool;
  }

  /** How the call stood with the policy; undefined if there was nothing to decide on. */
  get outcome(): CallDecision | undefined {
    return gravest(this.#decisions);
  }

  /** The call itself, before it does anything. Rejects as `pass`. */
  async passCall(isPassive: boolean, given: () => Record<string, unknown>): Promise<void> {
    const { policy, caller } = this.#parts;
    const inForce = policy();
    const decided = decideCall(inForce, { tool: caller.tool, isPassive });
    if (decided === undefined) return;
    if (decided.decision !== 'ask') return this.#settle(decided, `Calling ${caller.tool}`);
    await this.#ask(decided, { action: 'call', arguments: given() });
    this.#approved = { policy: inForce, by: decided.by };
  }

  async pass(action: PolicedAction): Promise<void> {
    const { policy, caller } = this.#parts;
    const inForce = policy();
    const decided = decide(inForce, { ...action, tool: caller.tool });
    if (decided.decision !== 'ask') return this.#settle(decided, inWords(action));
    // Whoever approved the call has seen all of its arguments.
    if (this.#approved?.policy === inForce && decided.by === this.#approved.by) return;
    await this.#ask(decided, action);
    // The policy may have been changed while the question was open.
    const now = decide(policy(), { ...action, tool: caller.tool });
    if (now.decision === 'deny') this.#settle(now, inWords(action));
  }

  #settle({ decision, by }: PolicyDecision, what: string): void {
    const rule = nameOf(by);
    this.#decisions.push({ verdict: decision === 'deny' ? 'denied' : 'allowed', rule, by: null });
    if (decision === 'deny') throw denied(what, by);
  }

  async #ask({ by }: PolicyDecision, asked: AskedAction): Promise<void> {
    const { caller, ask, policy } = this.#parts;
    const answer = await ask({ ...caller, asked, rule: typeof by === 'number' ? by + 1 : 0 });
    const verdict = answer.verdict === 'nobody' ? 'denied' : answer.verdict;
    this.#decisions.push({ verdict, rule: nameOf(by), by: 'by' in answer ? answer.by : null });
    if (verdict !== 'approved') throw notApproved(answer, by, inWords(asked), policy().askTimeoutSeconds);
  }
}

/** What rules and the record call it when topics are read as resources, watched, or named in lists, completions and prompts. */
export const READING_RESOURCES = 'resources/read';

/** Which rule permits what is done outside a call of a tool, where there is nobody who could be asked; null where none matched. @throws PolicyRefusal */
export function permitUnattended(policy: Policy, action: PolicedAction, tool?: string): string | null {
  const { decision, by } = decide(policy, { ...action, tool });
  if (decision === 'deny') throw denied(inWords(action), by);
  if (decision === 'ask') throw notApproved({ verdict: 'nobody' }, by, inWords(action), 0);
  return nameOf(by);
}

/** The same as a gate. @param tool the name by which rules know what is done */
export function unattendedGate(policy: () => Policy, tool?: string): Gate {
  return {
    tool,
    async pass(action) {
      permitUnattended(policy(), action, tool);
    },
  };
}
