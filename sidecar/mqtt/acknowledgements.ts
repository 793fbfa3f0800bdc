/**
 * The acknowledgements of one network connection that wait for their messages to be handled. They go out in the order in
 * which the messages came [MQTT-4.6.0-2], however their handling ends. Used by `inbound.ts` only; sends through what it is
 * given.
 */

interface Waiting {
  state: 'handling' | 'handled' | 'withheld';
  readonly send: () => void;
}

export class Acknowledgements {
  readonly #waiting = new Set<Waiting>();

  /** Whether one is waiting, so that those of later messages have to wait as well. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Sends once `handled` has resolved and all before it are settled; not at all if it rejects. */
  add(handled: Promise<void> | undefined, send: () => void): void {
    const entry: Waiting = { state: 'handling', send };
    this.#waiting.add(entry);
    const settle = (state: Waiting['state']): void => {
      entry.state = state;
      this.#flush();
    };
    if (handled === undefined) settle('handled');
    else
      handled.then(
        () => settle('handled'),
        () => settle('withheld'),
      );
  }

  #flush(): void {
    for (const entry of this.#waiting) {
      if (entry.state === 'handling') return;
      this.#waiting.delete(entry);
      if (entry.state === 'handled') entry.send();
    }
  }
}
