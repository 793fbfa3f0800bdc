/**
 * The end of the tick: all events that became due for a stream meanwhile leave in one write, so that a burst costs each of ten
 * thousand streams one write.
 */
interface Writer {
  writeDue(): void;
}

export class WriteTurns {
  readonly #onError: (error: unknown) => void;
  #due: Writer[] = [];
  #number = 0;

  /** @param onError told what one stream's writing threw; the others are served either way */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Of the turn that passes. */
  get number(): number {
    return this.#number;
  }

  /** Calls `writeDue` at the end of the tick. Not to be called again before that. */
  soon(writer: Writer): void {
    if (this.#due.length === 0) setImmediate(() => this.#run());
    this.#due.push(writer);
  }

  #run(): void {
    const due = this.#due;
    this.#due = [];
    this.#number += 1;
    for (const writer of due) {
      try {
        writer.writeDue();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
