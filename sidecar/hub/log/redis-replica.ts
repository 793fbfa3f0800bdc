/**
 * What this process holds of a log that several instances share: a window in memory, filled in the order of the log by whoever
 * reads Redis, and read by everybody here. It gives out no numbers; readers of it need no Redis.
 */
import type { IncomingMessage } from '../../mqtt/types.ts';
import { Deque } from '../deque.ts';
import { HubMessage } from '../message.ts';
import type { EventLog, LogBounds } from './event-log.ts';
import { messageSize } from './message-size.ts';

export class RedisReplica implements EventLog {
  readonly #bounds: LogBounds;
  readonly #now: () => number;
  readonly #messages = new Deque<HubMessage>();
  #epoch = '';
  #next = 1;
  #bytes = 0;

  constructor(bounds: LogBounds, now: () => number = Date.now) {
    this.#bounds = bounds;
    this.#now = now;
  }

  get epoch(): string {
    return this.#epoch;
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

  get messages(): number {
    return this.#messages.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Begins anew, empty, before the number given. */
  begin(epoch: string, next: number): void {
    this.#messages.clear();
    this.#bytes = 0;
    this.#epoch = epoch;
    this.#next = next;
  }

  /** Takes the next message of the log; returns false where it does not follow on what is held. */
  take(message: HubMessage): boolean {
    if (message.epoch !== this.#epoch || message.seq !== this.#next) return false;
    this.#messages.push(message);
    this.#next += 1;
    this.#bytes += messageSize(message);
    this.evict();
    return true;
  }

  /** The channel's way of keeping a message: it has its place already. */
  append(message: IncomingMessage): HubMessage {
    if (message instanceof HubMessage) return message;
    throw new Error('A message that is not in the shared log cannot be read from it.');
  }

  /** It came from where it is safe. */
  durable(): undefined {
    return undefined;
  }

  get(seq: number): HubMessage | undefined {
    return this.#messages.at(seq - this.first);
  }

  /** The owner of the window closes it; a channel that reads it ends without it. */
  close(): void {}

  /** Lets go of what the bounds leave no room for; the newest message stays: somebody has to see it. */
  evict(): void {
    const { maxMessages, maxBytes, maxAgeMs } = this.#bounds;
    const bornBefore = this.#now() - maxAgeMs;
    for (let oldest = this.#messages.at(0); oldest !== undefined; oldest = this.#messages.at(0)) {
      const overfull = this.#messages.length > maxMessages || (this.#bytes > maxBytes && this.#messages.length > 1);
      if (!overfull && oldest.receivedAt >= bornBefore) return;
      this.#bytes -= messageSize(oldest);
      this.#messages.shift();
    }
  }
}
