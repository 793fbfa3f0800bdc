/**
 * Those who want to be told of each further entry of a record. One of them that throws is reported and keeps nobody else from
 * being told, nor the one who recorded from going on.
 */
export class Subscribers<T> {
  readonly #listeners = new Set<(entry: T) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Returns the function that ends it. */
  add(listener: (entry: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(entry: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(entry);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
