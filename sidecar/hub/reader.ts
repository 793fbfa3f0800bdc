/**
 * A bounded buffer that is read by cursor: what a model polls. It holds places in the connections' logs, not messages, so
 * that a thousand readers of one connection cost a thousand lists of numbers; a place whose message has left the log, or
 * that the reader's own bounds pushed out, is counted as dropped when a read passes it.
 */
import { randomBytes } from 'node:crypto';
import { Deque } from './deque.ts';
import type { EventLog } from './log/event-log.ts';
import type { HubMessage } from './message.ts';
import type { Sink } from './sink.ts';

interface Place {
  readonly log: EventLog;
  readonly seq: number;
  readonly bytes: number;
}

interface ReaderBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

export interface ReadRequest {
  /** Cursor of an earlier read; absent, or of another reader: from the beginning. */
  readonly after?: string;
  readonly limit: number;
  /** Ends the page early once what was read has this many bytes; one message is always read. */
  readonly maxBytes: number;
  /** What a message counts for; default: the bytes of its payload. */
  readonly sizeOf?: (message: HubMessage) => number;
  readonly accept: (message: HubMessage) => boolean;
}

export interface ReadResult {
  readonly messages: HubMessage[];
  /** Where the next read goes on. */
  readonly nextCursor: string;
  /** Messages between `after` and `nextCursor` that are lost. */
  readonly dropped: number;
  /** Whether there is more behind `nextCursor` to look at. */
  readonly more: boolean;
}

export class BufferedReader implements Sink {
  readonly #bounds: ReaderBounds;
  readonly #logOf: (connection: string) => EventLog | undefined;
  readonly #name = randomBytes(4).toString('hex');
  readonly #places = new Deque<Place>();
  readonly #closed = new WeakSet<EventLog>();
  readonly #waiting = new Set<(message: HubMessage) => void>();
  #bytes = 0;
  /** Messages ever delivered; the cursor of a message is its number, from 1. */
  #delivered = 0;

  constructor(bounds: ReaderBounds, logOf: (connection: string) => EventLog | undefined) {
    this.#bounds = bounds;
    this.#logOf = logOf;
  }

  deliver(message: HubMessage): void {
    const log = this.#logOf(message.connection);
    if (log === undefined) return;
    this.#delivered += 1;
    const bytes = message.payload.length + message.topic.length;
    this.#places.push({ log, seq: message.seq, bytes });
    this.#bytes += bytes;
    while (this.#places.length > this.#bounds.maxMessages || (this.#bytes > this.#bounds.maxBytes && this.#places.length > 1)) {
      this.#bytes -= this.#places.shift()?.bytes ?? 0;
    }
    for (const notice of this.#waiting) notice(message);
  }

  /** Never waits; a page may be empty and still move the cursor, past messages that were not accepted. */
  read({ after, limit, maxBytes, sizeOf = payloadBytes, accept }: ReadRequest): ReadResult {
    const firstHeld = this.#delivered - this.#places.length + 1;
    const start = this.#numberOf(after);
    let dropped = Math.max(0, firstHeld - 1 - start);
    let position = Math.max(start, firstHeld - 1);
    const messages: HubMessage[] = [];
    let bytes = 0;
    while (position < this.#delivered && messages.length < limit && (bytes < maxBytes || messages.length === 0)) {
      const place = this.#places.at(position + 1 - firstHeld);
      position += 1;
      const message = place?.log.get(place.seq);
      if (message === undefined) {
        if (place !== undefined && !this.#closed.has(place.log)) dropped += 1;
      } else if (accept(message)) {
        messages.push(message);
        bytes += sizeOf(message);
      }
    }
    return { messages, nextCursor: this.#cursor(position), dropped, more: position < this.#delivered };
  }

  /** Resolves with the next message that is accepted, or with undefined after the time or when the signal aborts. */
  next(accept: (message: HubMessage) => boolean, timeoutMs: number, signal: AbortSignal): Promise<HubMessage | undefined> {
    return new Promise((resolve) => {
      const finish = (message?: HubMessage): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(notice);
        resolve(message);
      };
      const onAbort = (): void => finish();
      const notice = (message: HubMessage): void => {
        if (accept(message)) finish(message);
      };
      const timer = setTimeout(finish, timeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(notice);
      if (signal.aborted) finish();
    });
  }

  /** The connection was closed on purpose: what is left of it is gone and does not count as dropped. */
  forget(log: EventLog): void {
    this.#closed.add(log);
  }

  /** The number that a cursor stands for: the messages up to it have been read. */
  #numberOf(cursor: string | undefined): number {
    const [name, digits] = cursor?.split('.') ?? [];
    const number = Number(digits);
    if (name === this.#name && Number.isSafeInteger(number) && number >= 0) return Math.min(number, this.#delivered);
    return 0;
  }

  #cursor(number: number): string {
    return `${this.#name}.${number}`;
  }
}

function payloadBytes({ payload }: HubMessage): number {
  return payload.length;
}
