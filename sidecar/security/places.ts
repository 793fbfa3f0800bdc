/** Counts what each holder has at a time, up to a limit: streams by address and by user, connections by address. */

export class Places {
  readonly #max: number;
  readonly #taken = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** How many the holder has. */
  taken(holder: string): number {
    return this.#taken.get(holder) ?? 0;
  }

  isFull(holder: string): boolean {
    return this.taken(holder) >= this.#max;
  }

  /** Takes one, also beyond the limit; returns the function that gives it back, once. */
  take(holder: string): () => void {
    this.#taken.set(holder, this.taken(holder) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.taken(holder) - 1;
      if (left > 0) this.#taken.set(holder, left);
      else this.#taken.delete(holder);
    };
  }
}
