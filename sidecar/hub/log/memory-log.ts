/**
 * The event log in memory. The bounds hold over all connections together, so the store keeps one queue of arrivals and
 * pushes out the oldest message of all, whichever connection it belongs to.
 */
import { Deque } from '../deque.ts';
import { HubMessage, type LoggedMessage } from '../message.ts';
import type { EventLog, LogBounds, LogStore } from './event-log.ts';
import { MemoryNotes } from './memory-notes.ts';
import { messageSize } from './message-size.ts';
import { newEpoch } from './new-epoch.ts';

/** Messages that have grown too old leave at the next arrival, or at the latest after this time. */
const SWEEP_INTERVAL_MS = 5_000;

class MemoryLog implements EventLog {
  readonly epoch = newEpoch();
  readonly #connection: string;
  readonly #store: MemoryLogStore;
  readonly #messages = new Deque<HubMessage>();
  #next = 1;

  constructor(connection: string, store: MemoryLogStore) {
    this.#connection = connection;
    this.#store = store;
  }

  get first(): number {
    return this.#next - this.#messages.length;
  }

  get next(): number {
    return this.#next;
  }

  get readable(): number {
    return this.#next;
  }

  onReadable(): void {}

  append(message: LoggedMessage): HubMessage {
    const kept = new HubMessage(this.#connection, this.epoch, this.#next, message);
    this.#next += 1;
    this.#messages.push(kept);
    this.#store.admit(this, messageSize(kept));
    return kept;
  }

  durable(): undefined {
    return undefined;
  }

  get(seq: number): HubMessage | undefined {
    return this.#messages.at(seq - this.first);
  }

  oldest(): HubMessage | undefined {
    return this.#messages.at(0);
  }

  /** Removes the oldest message and returns its size in bytes, 0 if there was none. */
  evictOldest(): number {
    const message = this.#messages.shift();
    return message === undefined ? 0 : messageSize(message);
  }

  close(): void {
    this.#store.forget(this);
  }
}

export class MemoryLogStore implements LogStore {
  readonly outlivesProcess = false;
  readonly problem = undefined;
  readonly notes = new MemoryNotes();
  readonly #bounds: LogBounds;
  readonly #now: () => number;
  readonly #sweeper: NodeJS.Timeout;
  /** One entry per message held, in the order of arrival; entries of forgotten logs stay until their turn comes. */
  readonly #arrivals = new Deque<MemoryLog>();
  #messages = 0;
  #bytes = 0;

  constructor(bounds: LogBounds, now: () => number = Date.now) {
    this.#bounds = bounds;
    this.#now = now;
    this.#sweeper = setInterval(() => this.#evict(), SWEEP_INTERVAL_MS);
    this.#sweeper.unref();
  }

  get messages(): number {
    return this.#messages;
  }

  get bytes(): number {
    return this.#bytes;
  }

  open(connection: string): EventLog {
    return new MemoryLog(connection, this);
  }

  admit(log: MemoryLog, bytes: number): void {
    this.#arrivals.push(log);
    this.#messages += 1;
    this.#bytes += bytes;
    this.#evict();
  }

  forget(log: MemoryLog): void {
    for (let bytes = log.evictOldest(); bytes > 0; bytes = log.evictOldest()) {
      this.#messages -= 1;
      this.#bytes -= bytes;
    }
  }

  flush(): void {}

  close(): void {
    clearInterval(this.#sweeper);
    this.#arrivals.clear();
  }

  /** Evicts while a bound is exceeded. The newest message stays even if it alone exceeds the bytes: somebody has to see it. */
  #evict(): void {
    const bornBefore = this.#now() - this.#bounds.maxAgeMs;
    for (let log = this.#arrivals.at(0); log !== undefined; log = this.#arrivals.at(0)) {
      const oldest = log.oldest();
      if (oldest !== undefined) {
        const overfull = this.#messages > this.#bounds.maxMessages || (this.#bytes > this.#bounds.maxBytes && this.#messages > 1);
        if (!overfull && oldest.receivedAt >= bornBefore) return;
        this.#bytes -= log.evictOldest();
        this.#messages -= 1;
      }
      this.#arrivals.shift();
    }
  }
}
