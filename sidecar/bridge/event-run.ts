/**
 * Events one after the other as an encoder made them. A stream that gets them all keeps nothing but where its part of the run
 * begins and ends, and what is sent to ten thousand such streams is put together once.
 */
import type { QueuedEvent } from './event-encoder.ts';

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
