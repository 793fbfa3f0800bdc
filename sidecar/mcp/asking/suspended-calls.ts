/**
 * The calls of 2026-07-28 that wait for an answer, and the signature over what their clients carry from round to round. One for
 * the whole process, since every request of that revision gets a server of its own.
 */
import { randomBytes } from 'node:crypto';
import { createRequestStateCodec, type CallToolResult, type InputRequiredResult, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { SuspendedCall, type CallIdentity, type RoundState } from './suspended-call.ts';

const MAX_SUSPENDED = 1_000;

/** Marks what a client carries with the instance that its call waits in, where there are several. */
export interface StateMark {
  mark(state: string): string;
  /** The state as it was before; the same text if it has no mark. */
  unmark(state: string): string;
}

const UNMARKED: StateMark = { mark: (state) => state, unmark: (state) => state };

const roundStateSchema = z.object({ call: z.string(), question: z.string() });

export class SuspendedCalls {
  readonly #calls = new Map<string, SuspendedCall>();
  readonly #codec: ReturnType<typeof createRequestStateCodec<RoundState>>;
  readonly #mark: StateMark;

  /** @param ttlSeconds how long a question can be open */
  constructor(ttlSeconds: number, mark: StateMark = UNMARKED) {
    this.#mark = mark;
    this.#codec = createRequestStateCodec<RoundState>({ key: randomBytes(32), ttlSeconds });
  }

  /** For the SDK's server, which answers a forged state with -32602. */
  readonly verify = (state: string, context: ServerContext): Promise<RoundState> => this.#codec.verify(this.#mark.unmark(state), context);

  /** Does the work of a call, as far as it goes without an answer. */
  begin(
    identity: CallIdentity,
    context: ServerContext,
    work: (call: SuspendedCall) => Promise<CallToolResult>,
  ): Promise<CallToolResult | InputRequiredResult> {
    const call = new SuspendedCall({
      identity,
      sign: async (state, mintedFor) => this.#mark.mark(await this.#codec.mint(state, mintedFor)),
      admit: (asking) => {
        if (!this.#calls.has(asking.id) && this.#calls.size >= MAX_SUSPENDED) return false;
        this.#calls.set(asking.id, asking);
        return true;
      },
      work: (begun) => work(begun).finally(() => this.#calls.delete(begun.id)),
    });
    return call.round(context);
  }

  /**
   * Goes on with the call that the request carries the state of; undefined if it carries none.
   * @throws AppError `approval-not-found`
   */
  resume(identity: CallIdentity, context: ServerContext): Promise<CallToolResult | InputRequiredResult> | undefined {
    const carried = context.mcpReq.requestState();
    if (carried === undefined) return undefined;
    const state = roundStateSchema.parse(carried);
    const call = this.#calls.get(state.call);
    if (call === undefined || !call.belongsTo(identity) || !call.answer(state, context)) {
      throw new AppError('approval-not-found', undefined, {
        hint: 'It was answered already, it ran out of time, or the call was changed meanwhile. Make the call again without requestState.',
      });
    }
    return call.round(context);
  }
}
