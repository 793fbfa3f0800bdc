/**
 * One timer for the comments that keep proxies from cutting silent streams. The streams are spread over the interval, and those
 * of one beat are written to a few at a time: thousands of writes at once would make every message that is due then late.
 */
interface Beating {
  heartbeat(): void;
}

const SLOTS = 100;
/** So many are written to between two looks at what else there is to do: about a tenth of a millisecond. */
const AT_A_TIME = 10;

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
    this.#write(this.#slots[this.#beating]?.values());
    this.#beating = (this.#beating + 1) % this.#slots.length;
  }

  /** A stream that leaves meanwhile is left out; one that joins has its turn. */
  #write(streams: Iterator<Beating> | undefined): void {
    for (let written = 0; written < AT_A_TIME; written += 1) {
      const next = streams?.next();
      if (next === undefined || next.done === true) return;
      next.value.heartbeat();
    }
    setImmediate(() => this.#write(streams));
  }
}
