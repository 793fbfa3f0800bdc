/** Notes that live as long as the process; the SQLite store saves what changes in them. */
import type { Notes } from './event-log.ts';

export class MemoryNotes implements Notes {
  readonly #values = new Map<string, string>();
  readonly #onChange: (key: string) => void;

  constructor(onChange: (key: string) => void = () => {}) {
    this.#onChange = onChange;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: string): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    this.#onChange(key);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#onChange(key);
  }

  /** Takes over what is known from elsewhere, unless it has been changed here. */
  adopt(key: string, value: string): void {
    if (!this.#values.has(key)) this.#values.set(key, value);
  }

  get keys(): Iterable<string> {
    return this.#values.keys();
  }

  entries(prefix: string): (readonly [string, string])[] {
    return [...this.#values].filter(([key]) => key.startsWith(prefix));
  }
}
