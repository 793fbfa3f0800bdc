/**
 * A call of 2026-07-28 that waits for an answer: the revision has no requests of the server's, so the question is a result, and
 * the answer comes with the same call made again (multi-round-trip). The work itself goes on only once: it stays here between the
 * rounds, so that nothing is done twice and nothing else is done than what was asked about.
 */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  inputRequired,
  inputResponse,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Answer } from '../../policy/approvals.ts';
import type { Question } from '../../policy/question.ts';
import { approvalForm, meaningOf } from './elicitation.ts';

/** Who called what; the answer has to come with the same. */
export interface CallIdentity {
  readonly principal: string;
  readonly tool: string;
  readonly arguments: unknown;
}

/** What the client carries from one round to the next, signed. */
export interface RoundState {
  readonly call: string;
  readonly question: string;
}

interface OpenQuestion {
  readonly id: string;
  readonly question: Question;
  readonly settle: (answer: Answer) => void;
}

const KEY = 'approval';

interface SuspendedCallParts {
  readonly identity: CallIdentity;
  readonly sign: (state: RoundState, context: ServerContext) => Promise<string>;
  /** Called when the first question is open; false if there are too many already. */
  readonly admit: (call: SuspendedCall) => boolean;
  /** Does the call; what it comes to is the result of one of the rounds. */
  readonly work: (call: SuspendedCall) => Promise<CallToolResult>;
}

export class SuspendedCall {
  readonly id = randomUUID();
  readonly #parts: SuspendedCallParts;
  readonly #gone = new AbortController();
  readonly #result: Promise<CallToolResult>;
  #open: OpenQuestion | undefined;
  /** Resolved while a question is open. */
  #raised = Promise.withResolvers<void>();
  /** One question after the other, whatever a tool does at the same time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SuspendedCallParts) {
    this.#parts = parts;
    this.#result = parts.work(this);
  }

  /** Aborts when the client leaves while the work is under way; between the rounds its connection is closed anyhow. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  ask(question: Question, timeoutMs: number): Promise<Answer> {
    const answer = this.#turn.then(() => this.#askNext(question, timeoutMs));
    this.#turn = answer;
    return answer;
  }

  belongsTo(identity: CallIdentity): boolean {
    return isDeepStrictEqual(this.#parts.identity, identity);
  }

  /** Takes the answer that a further round brought; false if that question is not open any more. */
  answer({ question }: RoundState, { mcpReq }: ServerContext): boolean {
    if (this.#open?.id !== question) return false;
    const response = inputResponse(mcpReq.inputResponses, KEY);
    if (response.kind === 'elicit') this.#open.settle(meaningOf(response.action));
    return true;
  }

  /** The next thing to tell the client: the result, or a question. */
  async round(context: ServerContext): Promise<CallToolResult | InputRequiredResult> {
    const leave = (): void => this.#gone.abort();
    context.mcpReq.signal.addEventListener('abort', leave);
    try {
      await Promise.race([this.#result, this.#raised.promise]);
      if (this.#open === undefined) return await this.#result;
      const { id, question } = this.#open;
      const requestState = await this.#parts.sign({ call: this.id, question: id }, context);
      return inputRequired({ inputRequests: { [KEY]: inputRequired.elicit(approvalForm(question)) }, requestState });
    } finally {
      context.mcpReq.signal.removeEventListener('abort', leave);
    }
  }

  #askNext(question: Question, timeoutMs: number): Promise<Answer> {
    if (this.signal.aborted) return Promise.resolve({ verdict: 'withdrawn' });
    if (!this.#parts.admit(this)) return Promise.resolve({ verdict: 'nobody' });
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer);
        this.#open = undefined;
        this.#raised = Promise.withResolvers();
        resolve(answer);
      };
      const timer = setTimeout(() => settle({ verdict: 'timed-out' }), timeoutMs);
      this.#open = { id: randomUUID(), question, settle };
      this.#raised.resolve();
    });
  }
}
