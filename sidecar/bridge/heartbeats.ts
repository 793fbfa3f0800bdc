/**
 * One timer for the comments that keep proxies from cutting silent streams. The streams are spread over the interval: ten
 * thousand writes at once would make every message that is due in that moment late.
 */
interface Beating {
  heartbeat(): void;
}

const SLOTS = 100;

export class Heartbeats {
  readonly #slots: readonly Set<Beating>[];
  readonly #timer: NodeJS.Timeout;
  #joining = 0;
  #beating = 0;

  constructor(intervalMs: number) {
    const slots = Math.max(1, Math.min(SLOTS, Math.floor(intervalMs / 10)));
    this.#slots = Array.from({ length: slots }, () => new Set());
    this.#timer = setInterval(() => this.#beat(), intervalMs / slots);
    this.#timer.unref();
  }

  add(stream: Beating): void {
    const slot = this.#slots[this.#joining];
    this.#joining = (this.#joining + 1) % this.#slots.length;
    slot?.add(stream);
  }

  remove(stream: Beating): void {
    for (const slot of this.#slots) if (slot.delete(stream)) return;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    for (const stream of this.#slots[this.#beating] ?? []) stream.heartbeat();
    this.#beating = (this.#beating + 1) % this.#slots.length;
  }
}
