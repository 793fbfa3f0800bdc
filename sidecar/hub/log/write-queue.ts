/**
 * What has its number and is not yet in the file, in the order of arrival. Bounded, since while the file cannot be written
 * this is all there is.
 */
import { AppError } from '../../errors.ts';
import { Deque } from '../deque.ts';
import type { LogBounds } from './event-log.ts';
import type { SqliteLog, Unwritten } from './sqlite-log.ts';

/** So much is kept in memory at most while the file cannot be written, whatever the file may hold. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MESSAGES = 100_000;

/** One transaction; more would hold up what arrives meanwhile. */
const SLICE_MESSAGES = 1_000;
const SLICE_BYTES = 4 * 1024 * 1024;

export class WriteQueue {
  readonly #bounds: LogBounds;
  readonly #entries = new Deque<Unwritten>();
  #bytes = 0;

  constructor(bounds: LogBounds) {
    this.#bounds = bounds;
  }

  get messages(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(entry: Unwritten): void {
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
  }

  /** What the next transaction is to write; at least one message if there is any. */
  slice(): Unwritten[] {
    const slice: Unwritten[] = [];
    let bytes = 0;
    for (let entry = this.#entries.at(0); entry !== undefined; entry = this.#entries.at(slice.length)) {
      if (slice.length > 0 && (slice.length >= SLICE_MESSAGES || bytes + entry.bytes > SLICE_BYTES)) break;
      slice.push(entry);
      bytes += entry.bytes;
    }
    return slice;
  }

  /** The oldest `count` messages are in the file now. */
  written(count: number): void {
    for (let done = 0; done < count; done += 1) this.#shift()?.log.written();
  }

  /** Gives up what the bounds leave no room for; returns how many messages that were. */
  giveUpOverflow(now: number): number {
    const { maxAgeMs } = this.#bounds;
    const maxMessages = Math.min(this.#bounds.maxMessages, MAX_MESSAGES);
    const maxBytes = Math.min(this.#bounds.maxBytes, MAX_BYTES);
    let count = 0;
    for (let oldest = this.#entries.at(0); oldest !== undefined; oldest = this.#entries.at(0)) {
      const overfull = this.messages > maxMessages || (this.#bytes > maxBytes && this.messages > 1);
      if (!overfull && oldest.message.receivedAt >= now - maxAgeMs) break;
      this.#giveUp(`The message to "${oldest.message.topic}" could not be stored while there was room for it in memory.`);
      count += 1;
    }
    return count;
  }

  giveUpAll(why: string): void {
    while (this.messages > 0) this.#giveUp(why);
  }

  /** Leaves out the messages of a log that nobody will ask for. */
  leaveOut(log: SqliteLog): void {
    const all = Array.from({ length: this.messages }, () => this.#shift());
    for (const entry of all) {
      if (entry === undefined) continue;
      if (entry.log === log) log.givenUp(new AppError('not-connected', 'The connection was closed.'));
      else this.push(entry);
    }
  }

  #giveUp(why: string): void {
    this.#shift()?.log.givenUp(new AppError('history-failing', why));
  }

  #shift(): Unwritten | undefined {
    const entry = this.#entries.shift();
    if (entry !== undefined) this.#bytes -= entry.bytes;
    return entry;
  }
}
