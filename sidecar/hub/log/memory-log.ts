/**
 * The event log in memory. The bounds hold over all connections together, so the store keeps one queue of arrivals and
 * pushes out the oldest message of all, whichever connection it belongs to.
 */
import { Deque } from '../deque.ts';
import type { HubMessage, LoggedMessage } from '../message.ts';
import type { EventLog, LogBounds, LogStore } from './event-log.ts';
import { MemoryNotes } from './memory-notes.ts';
import { messageSize } from './message-size.ts';
import { newEpoch } from './new-epoch.ts';
import { PackedMessages } from './packed-messages.ts';

/** Messages that have grown too old leave at the next arrival, or at the latest after this time. */
const SWEEP_INTERVAL_MS = 5_000;

class MemoryLog implements EventLog {
  readonly epoch = newEpoch();
  readonly #store: MemoryLogStore;
  readonly #messages: PackedMessages;

  constructor(connection: string, store: MemoryLogStore) {
    this.#store = store;
    this.#messages = new PackedMessages(connection, this.epoch);
  }

  get first(): number {
    return this.#messages.first;
  }

  get next(): number {
    return this.#messages.next;
  }

  get readable(): number {
    return this.next;
  }

  onReadable(): void {}

  append(message: LoggedMessage): HubMessage {
    const kept = this.#messages.push(message);
    this.#store.admit(this, messageSize(message));
    return kept;
  }

  durable(): undefined {
    return undefined;
  }

  get(seq: number): HubMessage | undefined {
    return this.#messages.at(seq);
  }

  get oldestReceivedAt(): number | undefined {
    return this.#messages.oldestReceivedAt;
  }

  /** Removes the oldest message and returns its size in bytes, 0 if there was none. */
  evictOldest(): number {
    const size = this.#messages.oldestSize;
    this.#messages.shift();
    return size;
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
      const receivedAt = log.oldestReceivedAt;
      if (receivedAt !== undefined) {
        const overfull = this.#messages > this.#bounds.maxMessages || (this.#bytes > this.#bounds.maxBytes && this.#messages > 1);
        if (!overfull && receivedAt >= bornBefore) return;
        this.#bytes -= log.evictOldest();
        this.#messages -= 1;
      }
      this.#arrivals.shift();
    }
  }
}
