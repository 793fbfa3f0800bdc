/**
 * Sends what waits in a stream's outbox, as fast as its connection takes it and never faster: single events, batches of one
 * window, pieces of a large message one at a time. The back-pressure of the whole bridge is the one check `isFree`.
 */
import { formatEventId, type HubMessage } from '../hub/message.ts';
import { ChunkedMessage } from './chunks.ts';
import type { MessagePlace, QueuedEvent } from './event-encoder.ts';
import { eventText, frame } from './event-frame.ts';
import type { Loss, Outbox } from './outbox.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { WriteTurns } from './write-turns.ts';

/** Goes into the connection at once; what waits beyond that waits in the outbox, where it can still be dropped. */
const WRITE_BYTES = 64 * 1024;

interface SenderParts {
  readonly socket: StreamSocket;
  readonly outbox: Outbox;
  readonly turns: WriteTurns;
  readonly chunkBytes: number;
  readonly batch: { readonly windowMs: number; readonly maxMessages: number } | undefined;
  /** A message that is too large for the outbox; undefined once the log has lost it. */
  readonly find: (place: MessagePlace) => HubMessage | undefined;
  readonly onDelivered: (messages: number, bytes: number) => void;
  readonly onLost: (loss: Loss) => void;
  /** Everything that is due has been sent. */
  readonly onIdle: () => void;
}

export class StreamSender {
  readonly #parts: SenderParts;
  #isScheduled = false;
  #chunked: ChunkedMessage | undefined;
  #window: NodeJS.Timeout | undefined;
  #isBatchDue = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Returns false where the reader has used up its budget and is to be cut off. */
  push(event: QueuedEvent): boolean {
    const { outbox, socket } = this.#parts;
    // Much in one tick is no sign of a slow reader as long as its connection takes it.
    if (outbox.bytes >= WRITE_BYTES && this.#isFree && this.#parts.batch === undefined) this.writeDue();
    const hasRoom = outbox.push(event);
    // Begun at once, a message as large as the whole history cannot be pushed out of it by the one behind it.
    if (event.bytes === undefined && outbox.first === event && this.#chunked === undefined && !outbox.hasLoss) this.#beginLarge();
    if (socket.pendingBytes === 0) this.schedule();
    return hasRoom;
  }

  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#parts.turns.soon(this);
  }

  writeDue(): void {
    this.#isScheduled = false;
    while (this.#isFree && this.#writeNext()) {
      // A large message leaves others their turn after each piece.
      if (this.#chunked !== undefined) return this.#isFree ? this.schedule() : undefined;
    }
    if (this.#isFree) this.#parts.onIdle();
  }

  close(): void {
    clearTimeout(this.#window);
    this.#chunked = undefined;
    this.#parts.outbox.clear();
  }

  get #isFree(): boolean {
    const { socket } = this.#parts;
    return socket.isOpen && socket.pendingBytes === 0;
  }

  /** Returns false when nothing is due. */
  #writeNext(): boolean {
    if (this.#chunked !== undefined) return this.#writeChunk(this.#chunked);
    const { outbox } = this.#parts;
    const loss = outbox.takeLoss();
    if (loss !== undefined) this.#writeLoss(loss);
    if (outbox.first === undefined) return false;
    if (outbox.first.bytes === undefined) return this.#beginLarge();
    return this.#parts.batch === undefined || outbox.first.message === undefined
      ? this.#writeEvents()
      : this.#writeBatch(this.#parts.batch);
  }

  #writeEvents(): boolean {
    const { outbox, turns, batch } = this.#parts;
    const count = outbox.countLeading(
      ({ bytes, message }, before) => bytes !== undefined && before < WRITE_BYTES && (batch === undefined || message === undefined),
    );
    const events = outbox.take(count);
    this.#write(turns.join(events), countMessages(events));
    return true;
  }

  #writeBatch({ windowMs, maxMessages }: NonNullable<SenderParts['batch']>): boolean {
    const { outbox, socket } = this.#parts;
    const count = outbox.countLeading(
      ({ bytes, message }, before, index) => bytes !== undefined && message !== undefined && index < maxMessages && before < WRITE_BYTES,
    );
    // What is not a small message ends the batch before its time: order counts.
    if (count === outbox.length && count < maxMessages && outbox.bytes < WRITE_BYTES && !this.#isBatchDue) {
      this.#window ??= setTimeout(() => this.#windowEnds(), windowMs);
      return false;
    }
    const events = outbox.take(count);
    const last = events.at(-1)?.message;
    const data = `[${events.map(({ bytes }) => bytes?.toString()).join(',')}]`;
    const text = eventText({ ...(last === undefined ? {} : { id: last.id }), event: 'batch', data });
    this.#write(frame(text, socket.framing), count);
    if (outbox.length === 0) this.#windowDone();
    return true;
  }

  #windowEnds(): void {
    this.#windowDone();
    if (this.#parts.outbox.length === 0) return;
    this.#isBatchDue = true;
    this.writeDue();
  }

  #windowDone(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    this.#isBatchDue = false;
  }

  #beginLarge(): boolean {
    const { outbox, find, chunkBytes, socket } = this.#parts;
    const [event] = outbox.take(1);
    const place = event?.message;
    const message = place && find(place);
    if (message !== undefined) this.#chunked = new ChunkedMessage(message, chunkBytes, socket.framing);
    else if (place !== undefined) this.#writeLoss({ dropped: 1, upTo: place });
    return true;
  }

  #writeChunk(chunked: ChunkedMessage): boolean {
    const bytes = chunked.next();
    if (chunked.isDone) this.#chunked = undefined;
    this.#write(bytes, chunked.isDone ? 1 : 0);
    return true;
  }

  #writeLoss(loss: Loss): void {
    const { epoch, seq } = loss.upTo;
    const data = JSON.stringify({ reason: 'slow-consumer', dropped: loss.dropped });
    this.#parts.onLost(loss);
    this.#write(frame(eventText({ id: formatEventId(epoch, seq), event: 'gap', data }), this.#parts.socket.framing), 0);
  }

  #write(bytes: Buffer, messages: number): void {
    this.#parts.socket.write(bytes);
    this.#parts.onDelivered(messages, bytes.length);
  }
}

function countMessages(events: readonly QueuedEvent[]): number {
  return events.reduce((count, { message }) => (message === undefined ? count : count + 1), 0);
}
