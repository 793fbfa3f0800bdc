/**
 * The end of the tick: all events that became due for a stream meanwhile leave in one write. Streams that got the same events
 * share the joined bytes as well, so that a burst costs each of ten thousand streams one write of the same buffer.
 */
import type { QueuedEvent } from './event-encoder.ts';

interface Writer {
  writeDue(): void;
}

export class WriteTurns {
  readonly #onError: (error: unknown) => void;
  #due: Writer[] = [];
  #joined: { readonly events: readonly QueuedEvent[]; readonly bytes: Buffer } | undefined;

  /** @param onError told what one stream's writing threw; the others are served either way */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Calls `writeDue` at the end of the tick. Not to be called again before that. */
  soon(writer: Writer): void {
    if (this.#due.length === 0) setImmediate(() => this.#run());
    this.#due.push(writer);
  }

  /** The bytes of all the events in one buffer; events without bytes are left out. */
  join(events: readonly QueuedEvent[]): Buffer {
    const [first] = events;
    if (events.length === 1 && first?.bytes !== undefined) return first.bytes;
    if (this.#joined !== undefined && isSame(this.#joined.events, events)) return this.#joined.bytes;
    const bytes = Buffer.concat(events.flatMap((event) => event.bytes ?? []));
    this.#joined = { events, bytes };
    return bytes;
  }

  #run(): void {
    const due = this.#due;
    this.#due = [];
    for (const writer of due) {
      try {
        writer.writeDue();
      } catch (error) {
        this.#onError(error);
      }
    }
    // Held for the streams of this turn only.
    this.#joined = undefined;
  }
}

function isSame(some: readonly QueuedEvent[], others: readonly QueuedEvent[]): boolean {
  return some.length === others.length && some.every((event, index) => event === others[index]);
}
