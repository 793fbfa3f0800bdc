/**
 * The questions that wait for a person at the dashboard or the desktop. Each is answered once, by whoever is first, and is gone
 * then; one that nobody answers in time, or whose call has ended, is withdrawn. Used by the gate; shown by the admin API.
 */
import { randomUUID } from 'node:crypto';
import type { Question } from './question.ts';
import type { Answerer } from './verdict.ts';

export interface PendingApproval {
  readonly id: string;
  readonly question: Question;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  readonly expiresAt: number;
}

export type Answer =
  | { readonly verdict: 'approved' | 'refused'; readonly by: Answerer }
  | { readonly verdict: 'timed-out' | 'withdrawn' }
  /** There is nobody who could be asked. */
  | { readonly verdict: 'nobody' };

/** More questions at once are of no use to anybody. */
const MAX_PENDING = 100;

interface ApprovalsParts {
  /** Whether somebody looks at the dashboard, or the desktop does for them. */
  readonly isAttended: () => boolean;
  readonly now: () => number;
}

export class Approvals {
  readonly #parts: ApprovalsParts;
  readonly #pending = new Map<string, { readonly approval: PendingApproval; readonly settle: (answer: Answer) => void }>();
  readonly #listeners = new Set<() => void>();

  constructor(parts: ApprovalsParts) {
    this.#parts = parts;
  }

  /** The oldest first. */
  get pending(): PendingApproval[] {
    return [...this.#pending.values()].map(({ approval }) => approval);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ask(question: Question, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
    if (!this.#parts.isAttended() || this.#pending.size >= MAX_PENDING) return Promise.resolve({ verdict: 'nobody' });
    if (signal.aborted) return Promise.resolve({ verdict: 'withdrawn' });
    const id = randomUUID();
    const askedAt = this.#parts.now();
    return new Promise((resolve) => {
      const withdraw = (): void => settle({ verdict: 'withdrawn' });
      const timer = setTimeout(() => settle({ verdict: 'timed-out' }), timeoutMs);
      const settle = (answer: Answer): void => {
        if (!this.#pending.delete(id)) return;
        clearTimeout(timer);
        signal.removeEventListener('abort', withdraw);
        resolve(answer);
        this.#changed();
      };
      signal.addEventListener('abort', withdraw);
      this.#pending.set(id, { approval: { id, question, askedAt, expiresAt: askedAt + timeoutMs }, settle });
      this.#changed();
    });
  }

  /** Answers a question; false if it is not open any more. */
  answer(id: string, verdict: 'approved' | 'refused', by: Answerer): boolean {
    const waiting = this.#pending.get(id);
    waiting?.settle({ verdict, by });
    return waiting !== undefined;
  }

  /** Withdraws every question; the server is ending. */
  close(): void {
    for (const { settle } of this.#pending.values()) settle({ verdict: 'withdrawn' });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
