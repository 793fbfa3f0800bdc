/**
 * Which topic filters a connection is to be subscribed to, and which of them the broker knows. Tells what has to be sent after
 * a reconnect. Pure bookkeeping, used by the connection; sends nothing.
 */
import type { SubscribeOptions } from './types.ts';

/** One wish to be subscribed; replaced as a whole when the filter is subscribed again. */
export interface Wish {
  readonly filter: string;
  readonly options: SubscribeOptions;
}

/** What a fresh connection has to send so that the broker knows what is wished. */
export interface Restoration {
  readonly subscribe: readonly Wish[];
  readonly unsubscribe: readonly string[];
}

export class Subscriptions {
  readonly #wishes = new Map<string, Wish>();
  /** Wishes that the broker has granted, as far as the session of now is concerned. */
  readonly #granted = new Map<string, Wish>();
  /** Filters that the broker's session may still hold although nobody wishes them. */
  readonly #unwanted = new Set<string>();

  get size(): number {
    return this.#wishes.size;
  }

  wish(filter: string, options: SubscribeOptions): Wish {
    const wish = { filter, options };
    this.#wishes.set(filter, wish);
    this.#unwanted.delete(filter);
    return wish;
  }

  granted(wish: Wish): void {
    if (this.#isCurrent(wish)) this.#granted.set(wish.filter, wish);
  }

  /** The broker said no: what it had granted before for this filter still stands, if there is anything. */
  refused(wish: Wish): void {
    if (!this.#isCurrent(wish)) return;
    const before = this.#granted.get(wish.filter);
    if (before === undefined) this.#wishes.delete(wish.filter);
    else this.#wishes.set(wish.filter, before);
  }

  drop(filter: string): void {
    this.#wishes.delete(filter);
    this.#granted.delete(filter);
    this.#unwanted.add(filter);
  }

  /** The broker has confirmed the end of the subscription. */
  dropped(filter: string): void {
    this.#unwanted.delete(filter);
  }

  /** To be called at each CONNACK; a broker without a session of ours knows nothing. */
  restore(sessionPresent: boolean): Restoration {
    if (!sessionPresent) {
      this.#granted.clear();
      this.#unwanted.clear();
    }
    const missing = [...this.#wishes.values()].filter((wish) => this.#granted.get(wish.filter) !== wish);
    return { subscribe: missing, unsubscribe: [...this.#unwanted] };
  }

  #isCurrent(wish: Wish): boolean {
    return this.#wishes.get(wish.filter) === wish;
  }
}
