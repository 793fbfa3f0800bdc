/**
 * What waits for one slow reader: bounded in bytes, with the policy that applies when the bound is reached. It drops and
 * counts; telling the reader (`gap`) and sending are the sender's work. Knows neither sockets nor time.
 */
import type { MessagePlace, QueuedEvent } from './event-encoder.ts';

export type SlowConsumerPolicy = 'disconnect' | 'drop-oldest' | 'latest-per-topic';

interface OutboxLimits {
  readonly maxBytes: number;
  readonly policy: SlowConsumerPolicy;
}

/** Messages that were dropped since that was told last, and the place up to which that is so. */
export interface Loss {
  readonly dropped: number;
  readonly upTo: MessagePlace;
}

export class Outbox {
  readonly #limits: OutboxLimits;
  #events: QueuedEvent[] = [];
  #bytes = 0;
  #dropped = 0;
  #lastDropped: MessagePlace | undefined;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#events.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is a loss that has to be told before the next event. */
  get hasLoss(): boolean {
    return this.#lastDropped !== undefined;
  }

  get first(): QueuedEvent | undefined {
    return this.#events[0];
  }

  /** Returns false where the policy is to disconnect and the reader has used up its budget. One event always has room. */
  push(event: QueuedEvent): boolean {
    this.#events.push(event);
    this.#bytes += event.size;
    if (this.#bytes <= this.#limits.maxBytes || this.#events.length === 1) return true;
    if (this.#limits.policy === 'disconnect') return false;
    if (this.#limits.policy === 'latest-per-topic') this.#keepLatest();
    this.#dropOldest();
    return true;
  }

  /** The loss that has to be told before the next event; each is given out once. */
  takeLoss(): Loss | undefined {
    const last = this.#lastDropped;
    if (last === undefined) return undefined;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#lastDropped = undefined;
    const next = this.#events.find(({ message }) => message !== undefined)?.message;
    // What comes next may be older than what was dropped; whoever resumes from the loss must get it still.
    return { dropped, upTo: next === undefined || next.seq > last.seq ? last : { ...last, seq: next.seq - 1 } };
  }

  /** How many events at the front are `wanted`, which is told the bytes and the number of those before. */
  countLeading(wanted: (event: QueuedEvent, bytesBefore: number, index: number) => boolean): number {
    let count = 0;
    let bytes = 0;
    for (const event of this.#events) {
      if (!wanted(event, bytes, count)) break;
      bytes += event.size;
      count += 1;
    }
    return count;
  }

  take(count: number): QueuedEvent[] {
    let taken = this.#events;
    if (count >= taken.length) this.#events = [];
    else taken = taken.splice(0, count);
    for (const { size } of taken) this.#bytes -= size;
    return taken;
  }

  clear(): void {
    this.#events = [];
    this.#bytes = 0;
  }

  #dropOldest(): void {
    // Somewhat more than needed, so that a reader at its limit does not pay for every message.
    const target = this.#limits.maxBytes * 0.9;
    let excess = this.#bytes - target;
    if (this.#bytes <= this.#limits.maxBytes) return;
    const last = this.#events.length - 1;
    this.#keep((event, index) => {
      if (excess <= 0 || index === last) return true;
      excess -= event.size;
      return false;
    });
  }

  #keepLatest(): void {
    const latest = new Map(this.#events.map((event, index) => [event.message?.topic, index]));
    this.#keep((event, index) => latest.get(event.message?.topic) === index);
  }

  #keep(isKept: (event: QueuedEvent, index: number) => boolean): void {
    this.#events = this.#events.filter((event, index) => {
      if (event.message === undefined || isKept(event, index)) return true;
      this.#dropped += 1;
      this.#bytes -= event.size;
      if (event.message.seq > (this.#lastDropped?.seq ?? 0)) this.#lastDropped = event.message;
      return false;
    });
  }
}
