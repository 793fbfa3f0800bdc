/**
 * What waits for one slow reader: bounded in bytes, with the policy that applies when the bound is reached. It drops and
 * counts; telling the reader (`gap`) and sending are the sender's work. Knows neither sockets nor time.
 */
import type { EventRun, MessagePlace, QueuedEvent } from './event-run.ts';

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

/** A part of a run. */
interface Shared {
  readonly run: EventRun;
  readonly from: number;
  readonly to: number;
}

export class Outbox {
  readonly #limits: OutboxLimits;
  /** The events that wait, or undefined while they are one part of a run, or none. */
  #own: QueuedEvent[] | undefined;
  #run: EventRun | undefined;
  #from = 0;
  #to = 0;
  #bytes = 0;
  #dropped = 0;
  #lastDropped: MessagePlace | undefined;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#own?.length ?? this.#to - this.#from;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is a loss that has to be told before the next event. */
  get hasLoss(): boolean {
    return this.#lastDropped !== undefined;
  }

  get first(): QueuedEvent | undefined {
    return this.#own === undefined ? this.#run?.at(this.#from) : this.#own[0];
  }

  /** As `makeRoom`, with one event more. */
  push(event: QueuedEvent, besideBytes = 0): boolean {
    this.#append(event);
    this.#bytes += event.size;
    return this.makeRoom(besideBytes);
  }

  /**
   * Drops what the budget has no room for. Returns false where the reader has to be cut off instead. An event that is larger than
   * the whole budget has room by itself, both here and beside: it could never be sent otherwise.
   *
   * @param besideBytes what is kept for the same reader in its connection
   */
  makeRoom(besideBytes: number): boolean {
    const { maxBytes, policy } = this.#limits;
    const room = besideBytes > maxBytes ? maxBytes : maxBytes - besideBytes;
    if (this.#bytes <= room || (this.length === 1 && this.#bytes > maxBytes)) return true;
    if (policy === 'disconnect') return false;
    if (policy === 'latest-per-topic') this.#keepLatest();
    if (this.#bytes > room) this.#dropOldest(room);
    return this.#bytes <= room || (this.#events().at(-1)?.size ?? 0) > maxBytes;
  }

  /** Takes all that waits if it is one part of a run. */
  takeShared(): Shared | undefined {
    const [run, from, to] = [this.#run, this.#from, this.#to];
    if (run === undefined) return undefined;
    this.clear();
    return { run, from, to };
  }

  /** The loss that has to be told before the next event; each is given out once. */
  takeLoss(): Loss | undefined {
    const last = this.#lastDropped;
    if (last === undefined) return undefined;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#lastDropped = undefined;
    const next = this.#events().find(({ message }) => message !== undefined)?.message;
    // What comes next may be older than what was dropped; whoever resumes from the loss must get it still.
    return { dropped, upTo: next === undefined || next.seq > last.seq ? last : { ...last, seq: next.seq - 1 } };
  }

  /** How many events at the front are `wanted`, which is told the bytes and the number of those before. */
  countLeading(wanted: (event: QueuedEvent, bytesBefore: number, index: number) => boolean): number {
    let count = 0;
    let bytes = 0;
    for (const event of this.#events()) {
      if (!wanted(event, bytes, count)) break;
      bytes += event.size;
      count += 1;
    }
    return count;
  }

  take(count: number): QueuedEvent[] {
    const events = this.#events();
    if (count >= events.length) {
      this.clear();
      return events;
    }
    const taken = events.splice(0, count);
    for (const { size } of taken) this.#bytes -= size;
    return taken;
  }

  clear(): void {
    this.#own = undefined;
    this.#run = undefined;
    this.#from = 0;
    this.#to = 0;
    this.#bytes = 0;
  }

  #append(event: QueuedEvent): void {
    const { run, index = 0 } = event;
    if (this.#own === undefined && run !== undefined) {
      if (this.#run === run && this.#to === index) {
        this.#to += 1;
        return;
      }
      if (this.#run === undefined) {
        this.#run = run;
        this.#from = index;
        this.#to = index + 1;
        return;
      }
    }
    this.#events().push(event);
  }

  /** What waits as a list of its own, which it is from then on. */
  #events(): QueuedEvent[] {
    this.#own ??= this.#run?.slice(this.#from, this.#to) ?? [];
    this.#run = undefined;
    return this.#own;
  }

  #dropOldest(room: number): void {
    // Somewhat more than needed, so that a reader at its limit does not pay for every message.
    let excess = this.#bytes - room * 0.9;
    const last = this.length - 1;
    this.#keep(({ size }, index) => {
      if (excess <= 0 || (index === last && (this.#bytes <= room || size > this.#limits.maxBytes))) return true;
      excess -= size;
      return false;
    });
  }

  #keepLatest(): void {
    const latest = new Map(this.#events().map((event, index) => [event.message?.topic, index]));
    this.#keep((event, index) => latest.get(event.message?.topic) === index);
  }

  #keep(isKept: (event: QueuedEvent, index: number) => boolean): void {
    this.#own = this.#events().filter((event, index) => {
      if (event.message === undefined || isKept(event, index)) return true;
      this.#dropped += 1;
      this.#bytes -= event.size;
      if (event.message.seq > (this.#lastDropped?.seq ?? 0)) this.#lastDropped = event.message;
      return false;
    });
  }
}
