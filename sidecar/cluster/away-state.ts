/** How a shared connection looks while there is none to be seen: the same state as long as the reason is the same. */
import type { ConnectionState } from '../mqtt/types.ts';

export class AwayState {
  #state: Extract<ConnectionState, { name: 'reconnecting' }> | undefined;

  /** @param before the state so far: one that has never been connected goes on connecting */
  because(reason: string, before: ConnectionState | undefined): ConnectionState {
    if (before?.name === 'connecting') return before;
    if (this.#state?.reason !== reason) this.#state = { name: 'reconnecting', since: Date.now(), attempt: 1, reason };
    return this.#state;
  }

  /** The connection is to be seen. */
  end(): void {
    this.#state = undefined;
  }
}
