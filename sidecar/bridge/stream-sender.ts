/**
 * Sends what waits in a stream's outbox, as fast as its connection takes it and never faster: single events, batches of one
 * window, pieces of a large message one at a time. The back-pressure of the whole bridge is the one check `isFree`.
 */
import { formatEventId, type HubMessage } from '../hub/message.ts';
import { ChunkedMessage } from './chunks.ts';
import type { MessagePlace, QueuedEvent } from './event-run.ts';
import { eventText, frame } from './event-frame.ts';
import type { Loss, Outbox } from './outbox.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { WriteTurns } from './write-turns.ts';

/** Goes into the connection at once; what waits beyond that waits in the outbox, where it can still be dropped. */
const WRITE_BYTES = 64 * 1024;

/** More than what is put around the messages of a batch. */
export const BATCH_FRAME_BYTES = 256;

/** The stream that a sender works for. */
export interface SenderOwner {
  readonly chunkBytes: number;
  readonly batch: { readonly windowMs: number; readonly maxMessages: number } | undefined;
  /** A message that is too large for the outbox; undefined once the log has lost it. */
  find(place: MessagePlace): HubMessage | undefined;
  delivered(messages: number, bytes: number): void;
  lost(loss: Loss): void;
  /** The reader has used up its budget and is to be cut off. */
  overBudget(): void;
  /** Everything that is due has been sent. */
  idle(): void;
}

export class StreamSender {
  readonly #socket: StreamSocket;
  readonly #outbox: Outbox;
  readonly #turns: WriteTurns;
  readonly #owner: SenderOwner;
  #isScheduled = false;
  #chunked: ChunkedMessage | undefined;
  #window: NodeJS.Timeout | undefined;
  #isBatchDue = false;

  constructor(owner: SenderOwner, socket: StreamSocket, outbox: Outbox, turns: WriteTurns) {
    this.#owner = owner;
    this.#socket = socket;
    this.#outbox = outbox;
    this.#turns = turns;
  }

  push(event: QueuedEvent): void {
    // Much in one tick is no sign of a slow reader as long as its connection takes it.
    if (this.#outbox.bytes >= WRITE_BYTES && this.#isFree && this.#owner.batch === undefined) this.writeDue();
    if (!this.#outbox.push(event, this.#socket.pendingBytes)) return this.#owner.overBudget();
    // Begun at once, a message as large as the whole history cannot be pushed out of it by the one behind it.
    if (event.bytes === undefined && this.#outbox.first === event && this.#chunked === undefined && !this.#outbox.hasLoss)
      this.#beginLarge();
    if (!this.#isScheduled && this.#socket.pendingBytes === 0) this.schedule();
  }

  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#turns.soon(this);
  }

  /** As `schedule`, also for what would wait for the end of a batch's window. */
  flush(): void {
    this.#isBatchDue = true;
    this.schedule();
  }

  writeDue(): void {
    this.#isScheduled = false;
    while (this.#isFree && this.#writeNext()) {
      // A large message leaves others their turn after each piece.
      if (this.#chunked !== undefined) return this.#isFree ? this.schedule() : undefined;
    }
    if (this.#isFree) this.#owner.idle();
  }

  close(): void {
    clearTimeout(this.#window);
    this.#chunked = undefined;
    this.#outbox.clear();
  }

  get #isFree(): boolean {
    return this.#socket.isOpen && this.#socket.pendingBytes === 0;
  }

  /** Returns false when nothing is due. */
  #writeNext(): boolean {
    if (this.#chunked !== undefined) return this.#writeChunk(this.#chunked);
    const outbox = this.#outbox;
    const { batch } = this.#owner;
    const loss = outbox.takeLoss();
    if (loss !== undefined) return this.#writeLoss(loss);
    if (outbox.first === undefined) return false;
    if (outbox.first.bytes === undefined) return this.#beginLarge();
    if (batch !== undefined && outbox.first.message !== undefined) return this.#writeBatch(batch);
    return this.#writeShared() || this.#writeEvents();
  }

  /** Returns false where what waits is not what others get alike. */
  #writeShared(): boolean {
    const shared = this.#outbox.takeShared();
    if (shared === undefined) return false;
    const { run, from, to } = shared;
    this.#write(run.join(from, to), to - from);
    return true;
  }

  #writeEvents(): boolean {
    const outbox = this.#outbox;
    const { batch } = this.#owner;
    const count = outbox.countLeading(
      ({ bytes, message }, before) => bytes !== undefined && before < WRITE_BYTES && (batch === undefined || message === undefined),
    );
    const events = outbox.take(count);
    const parts = events.flatMap(({ bytes }) => bytes ?? []);
    const [first] = parts;
    this.#write(parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), countMessages(events));
    return true;
  }

  #writeBatch({ windowMs, maxMessages }: NonNullable<SenderOwner['batch']>): boolean {
    const [outbox, socket] = [this.#outbox, this.#socket];
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
    if (this.#outbox.length === 0) return;
    this.#isBatchDue = true;
    this.writeDue();
  }

  #windowDone(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    this.#isBatchDue = false;
  }

  #beginLarge(): boolean {
    const [event] = this.#outbox.take(1);
    const place = event?.message;
    const message = place && this.#owner.find(place);
    if (message !== undefined) this.#chunked = new ChunkedMessage(message, this.#owner.chunkBytes, this.#socket.framing);
    else if (place !== undefined) this.#writeLoss({ dropped: 1, upTo: place });
    return true;
  }

  #writeChunk(chunked: ChunkedMessage): boolean {
    const bytes = chunked.next();
    if (chunked.isDone) this.#chunked = undefined;
    this.#write(bytes, chunked.isDone ? 1 : 0);
    return true;
  }

  #writeLoss(loss: Loss): true {
    const { epoch, seq } = loss.upTo;
    const data = JSON.stringify({ reason: 'slow-consumer', dropped: loss.dropped });
    this.#owner.lost(loss);
    this.#write(frame(eventText({ id: formatEventId(epoch, seq), event: 'gap', data }), this.#socket.framing), 0);
    return true;
  }

  #write(bytes: Buffer, messages: number): void {
    // The piece of a large message, and what frames a batch or tells a loss, took no room in the outbox.
    if (!this.#outbox.makeRoom(this.#socket.pendingBytes + bytes.length)) return this.#owner.overBudget();
    this.#socket.write(bytes);
    this.#owner.delivered(messages, bytes.length);
  }
}

function countMessages(events: readonly QueuedEvent[]): number {
  return events.reduce((count, { message }) => (message === undefined ? count : count + 1), 0);
}
