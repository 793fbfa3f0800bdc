/**
 * A crowd whose members come and go: whoever leaves is replaced at once, so that the size stays and everything else is always
 * beginning and ending somewhere.
 */

interface Member {
  close(): Promise<void>;
}

export class Crowd<T extends Member> {
  readonly #join: (index: number) => Promise<T>;
  readonly #members: T[] = [];
  #joined = 0;
  #failures = 0;

  constructor(join: (index: number) => Promise<T>) {
    this.#join = join;
  }

  get members(): readonly T[] {
    return this.#members;
  }

  /** Members so far, those who left included. */
  get joined(): number {
    return this.#joined;
  }

  /** Those who could not join, because a fault hit them in the middle of it. */
  get failures(): number {
    return this.#failures;
  }

  async grow(size: number, atATime: number): Promise<void> {
    while (this.#members.length < size) {
      await Promise.all(Array.from({ length: Math.min(atATime, size - this.#members.length) }, () => this.#add()));
    }
  }

  /** The oldest leave, as many join. */
  async replace(count: number): Promise<void> {
    const leaving = this.#members.splice(0, count);
    await Promise.all(leaving.map(async (member) => Promise.all([member.close(), this.#add()])));
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.splice(0).map((member) => member.close()));
  }

  async #add(): Promise<void> {
    const index = this.#joined;
    this.#joined += 1;
    try {
      this.#members.push(await this.#join(index));
    } catch {
      this.#failures += 1;
    }
  }
}
