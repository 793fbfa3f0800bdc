/**
 * How a forward goes on after a window: what has been dealt with, which messages are left out, and how long to wait before the first
 * of the others is sent again. A message that may be the reason why it was not taken is sent alone until it is. Pure, but for what
 * it remembers.
 */
import { toAppError } from '../../errors.ts';
import { verdictOn, type Verdict } from './refusals.ts';

/** A message that is sent alone, and with which the connection ends so often, is left out. */
const MAX_CUTS = 5;
/** So often a message is sent that is not permitted: who decides may be away for a moment, or change his mind. */
const MAX_FORBIDDEN = 4;
/** Topics whose messages are not permitted and need not be tried that often. */
const MAX_TOPICS = 1_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface Judgement {
  /** So many from the first have been dealt with. */
  readonly done: number;
  /** Those among them that are left out, with the reason. */
  readonly leftOut: readonly { readonly index: number; readonly reason: string }[];
  /** The first that has not been dealt with has been refused for now. */
  readonly refusal?: string;
  /** Before it is sent again. */
  readonly waitMs: number;
}

export class Patience {
  /** Messages that are sent alone before windows are again. */
  #alone = 0;
  /** Connections that have ended with the next message alone. */
  #cuts = 0;
  /** How often the next message has been refused. */
  #refusals = 0;
  readonly #forbidden = new Set<string>();

  /** Whether messages are sent one by one. */
  get isAlone(): boolean {
    return this.#alone > 0;
  }

  /** Whether the next message has been refused, and waits for better times. */
  get isRefused(): boolean {
    return this.#refusals > 0;
  }

  /** Another message is the next one. */
  forget(): void {
    this.#cuts = 0;
    this.#refusals = 0;
  }

  /** Permissions may have changed. */
  reconnected(): void {
    this.#forbidden.clear();
  }

  /** @param topics of the messages sent, in their order, as the outcomes are */
  judge(outcomes: readonly PromiseSettledResult<unknown>[], topics: readonly string[]): Judgement {
    const leftOut: { index: number; reason: string }[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      const { message } = toAppError(outcome.reason);
      const decision = this.#decide(verdictOn(outcome.reason), topics[index] ?? '', outcomes.length - index);
      if ('waitMs' in decision) return { done: index, leftOut, ...decision, ...(this.isRefused ? { refusal: message } : {}) };
      leftOut.push({ index, reason: decision.because ?? message });
    }
    this.#alone = Math.max(0, this.#alone - 1);
    this.forget();
    return { done: outcomes.length, leftOut, waitMs: 0 };
  }

  #decide(verdict: Verdict, topic: string, left: number): { readonly because?: string } | { readonly waitMs: number } {
    switch (verdict) {
      case 'never':
        return {};
      case 'forbidden':
        if (this.#forbidden.has(topic)) return {};
        if (this.#refusals + 1 < MAX_FORBIDDEN) return this.#waitRefused();
        if (this.#forbidden.size >= MAX_TOPICS) this.#forbidden.clear();
        this.#forbidden.add(topic);
        return {};
      case 'refused':
        return this.#waitRefused();
      case 'cut':
        if (this.isAlone && ++this.#cuts >= MAX_CUTS)
          return { because: `the connection ended each of the ${MAX_CUTS} times that it was sent` };
        if (!this.isAlone) this.#alone = left;
        return { waitMs: 0 };
      case 'unsent':
        return { waitMs: FIRST_WAIT_MS };
    }
  }

  #waitRefused(): { readonly waitMs: number } {
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#refusals);
    this.#refusals += 1;
    this.#alone = Math.max(1, this.#alone);
    return { waitMs };
  }
}
