/**
 * Events one after the other as an encoder made them. A stream that gets them all keeps nothing but where its part of the run
 * begins and ends, and what is sent to ten thousand such streams is put together once.
 */

/** An event that waits to be sent. Shared between streams: nobody may change it. */
export interface QueuedEvent {
  /** Undefined for a message that is too large for one event: it is cut when its turn comes, see `chunks.ts`. */
  readonly bytes: Buffer | undefined;
  /** What it counts in a stream's budget. */
  readonly size: number;
  /** Undefined for what is not a message: gap, broker, comments. Those are never dropped. */
  readonly message: MessagePlace | undefined;
  /** Where it stands among those that other streams get as well; undefined for one of a single stream. */
  readonly run?: EventRun | undefined;
  readonly index?: number;
}

export interface MessagePlace {
  /** As the client gets it. */
  readonly id: string;
  readonly topic: string;
  readonly epoch: string;
  readonly seq: number;
}

/** A longer run is ended, so that a stream which waits holds no more than this of what others have sent. */
const MAX_BYTES = 64 * 1024;

export class EventRun {
  readonly #events: QueuedEvent[] = [];
  #bytes = 0;
  #joined: { readonly from: number; readonly to: number; readonly bytes: Buffer } | undefined;

  get length(): number {
    return this.#events.length;
  }

  get isFull(): boolean {
    return this.#bytes >= MAX_BYTES;
  }

  add(event: QueuedEvent): void {
    this.#events.push(event);
    this.#bytes += event.size;
  }

  at(index: number): QueuedEvent | undefined {
    return this.#events[index];
  }

  slice(from: number, to: number): QueuedEvent[] {
    return this.#events.slice(from, to);
  }

  /** The bytes of a part; whoever asks for the same part next gets the same buffer. */
  join(from: number, to: number): Buffer {
    if (this.#joined?.from === from && this.#joined.to === to) return this.#joined.bytes;
    const parts = this.#events.slice(from, to).map(({ bytes }) => bytes ?? Buffer.alloc(0));
    const [first] = parts;
    const bytes = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
    this.#joined = { from, to, bytes };
    return bytes;
  }
}
