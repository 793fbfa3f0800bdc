/** Wakes the one that waits when anything has happened since it last looked; what happens while nobody waits is not lost. */
export class Signal {
  #isSet = false;
  #wake: (() => void) | undefined;

  notify(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  /** @param timeoutMs goes on after that time, too */
  async wait(timeoutMs?: number): Promise<void> {
    if (!this.#isSet) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#isSet = false;
  }
}
