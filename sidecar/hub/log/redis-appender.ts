/**
 * The log of a profile as the instance sees it that holds the broker connection: what arrives waits here until it is in
 * Redis, one batch after the other, and is acknowledged to the broker then. Nobody reads from it; readers, those of this
 * process included, read what has come back from Redis, so that nobody ever sees a number that is lost with this process.
 */
import { AppError } from '../../errors.ts';
import type { IncomingMessage } from '../../mqtt/types.ts';
import { Deque } from '../deque.ts';
import { HubMessage } from '../message.ts';
import type { EventLog } from './event-log.ts';
import { messageSize } from './message-size.ts';
import { toFields } from './redis-entry.ts';
import type { RedisValue } from './redis-link.ts';

/** One script; more would keep Redis from others. */
const SLICE_MESSAGES = 500;
const SLICE_BYTES = 2 * 1024 * 1024;
/** So much may wait while Redis is away; what comes beyond that is refused. */
const MAX_BYTES = 64 * 1024 * 1024;
const RETRY_MS = 100;

interface Numbered {
  readonly message: HubMessage;
  /** The same as it came, with what readers do not see. */
  readonly source: IncomingMessage;
}

interface Waiting extends Numbered {
  readonly bytes: number;
  settled: PromiseWithResolvers<void> | undefined;
}

/** `fenced` and `lost`: see `redis-scripts.ts`. */
export type AppendOutcome = 'ok' | 'fenced' | 'lost';

export interface AppenderParts {
  readonly connection: string;
  readonly epoch: string;
  /** Number of the last message in Redis. */
  readonly seq: number;
  /** Writes messages after the number given. Rejects while Redis is away. */
  readonly write: (base: number, values: readonly RedisValue[]) => Promise<AppendOutcome>;
  /**
   * Redis does not take what is to be written. Resolves with the number after which to go on, or with undefined where this
   * instance may not write any more. Rejects while Redis is away.
   */
  readonly recover: (outcome: AppendOutcome) => Promise<number | undefined>;
  /** A message that is in Redis no more and has to be written again. */
  readonly recall: (seq: number) => HubMessage | undefined;
}

export class RedisAppender implements EventLog {
  readonly epoch: string;
  readonly #parts: AppenderParts;
  readonly #waiting = new Deque<Waiting>();
  /** Written, and perhaps not yet read back by anybody. */
  readonly #written = new Deque<Waiting>();
  #bytes = 0;
  #base: number;
  #next: number;
  #isWriting = false;
  #writing = Promise.resolve();
  #stopped: AppError | undefined;
  #mustRecover = false;

  constructor(parts: AppenderParts) {
    this.#parts = parts;
    this.epoch = parts.epoch;
    this.#base = parts.seq;
    this.#next = parts.seq + 1;
  }

  get first(): number {
    return this.#next;
  }

  get next(): number {
    return this.#next;
  }

  /** Nobody reads here. */
  get readable(): number {
    return this.#next;
  }

  onReadable(): void {}

  append(message: IncomingMessage): HubMessage {
    const numbered = new HubMessage(this.#parts.connection, this.epoch, this.#next, message);
    const bytes = messageSize(numbered);
    // Refused: its sender is told by `durable`.
    if (this.#stopped !== undefined || this.#bytes + bytes > MAX_BYTES) return numbered;
    this.#next += 1;
    this.#bytes += bytes;
    this.#waiting.push({ message: numbered, source: message, bytes, settled: undefined });
    if (!this.#isWriting) this.#writing = this.#write();
    return numbered;
  }

  durable(message: HubMessage): Promise<void> {
    const oldest = this.#waiting.at(0)?.message.seq ?? this.#next;
    const entry = this.#waiting.at(message.seq - oldest);
    if (entry?.message !== message) return Promise.reject(this.#stopped ?? new AppError('cluster-unavailable'));
    entry.settled ??= Promise.withResolvers();
    return entry.settled.promise;
  }

  get(): undefined {
    return undefined;
  }

  close(): void {
    this.stop(new AppError('not-connected', 'The connection was closed.'));
  }

  /** Resolves once nothing waits any more, written or given up. */
  idle(): Promise<void> {
    return this.#writing;
  }

  /** Redis may have lost the log: it is looked after at once, and not only when the next message comes. */
  restore(): void {
    this.#mustRecover = true;
    if (!this.#isWriting) this.#writing = this.#write();
  }

  /** Gives up what waits: it is not acknowledged, and the broker delivers it to the next holder. */
  stop(reason: AppError): void {
    this.#stopped ??= reason;
    for (let entry = this.#waiting.shift(); entry !== undefined; entry = this.#waiting.shift()) {
      // Whoever does not wait need not hear of it.
      entry.settled?.promise.catch(() => {});
      entry.settled?.reject(reason);
    }
    this.#bytes = 0;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    // What arrives in one turn of the event loop goes together.
    await new Promise(setImmediate);
    while ((this.#waiting.length > 0 || this.#mustRecover) && this.#stopped === undefined) {
      try {
        await this.#writeSlice();
      } catch {
        // Redis is away. The same batch again does no harm: the script knows by its number whether it is there.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#isWriting = false;
  }

  async #writeSlice(): Promise<void> {
    if (this.#mustRecover) {
      await this.#recover('lost');
      this.#mustRecover = false;
      return;
    }
    const slice = this.#slice();
    const outcome = await this.#parts.write(this.#base, valuesOf(slice));
    if (outcome === 'ok') this.#done(slice.length);
    else await this.#recover(outcome);
  }

  #slice(): Waiting[] {
    const slice: Waiting[] = [];
    let bytes = 0;
    for (let entry = this.#waiting.at(0); entry !== undefined; entry = this.#waiting.at(slice.length)) {
      if (slice.length > 0 && (slice.length >= SLICE_MESSAGES || bytes + entry.bytes > SLICE_BYTES)) break;
      slice.push(entry);
      bytes += entry.bytes;
    }
    return slice;
  }

  #done(count: number): void {
    // Stopped meanwhile: nobody waits any more.
    for (let index = 0; index < count && this.#waiting.length > 0; index += 1) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      this.#bytes -= entry.bytes;
      this.#base = entry.message.seq;
      entry.settled?.resolve();
      this.#written.push(entry);
      if (this.#written.length > SLICE_MESSAGES * 4) this.#written.shift();
    }
  }

  /** Redis has lost what it had: it gets it back from memory, under the same numbers. */
  async #recover(outcome: AppendOutcome): Promise<void> {
    let base = await this.#parts.recover(outcome);
    if (this.#stopped !== undefined) return;
    if (base === undefined) {
      this.stop(new AppError('cluster-unavailable', 'Another instance holds the broker connection now.'));
      return;
    }
    const upTo = this.#waiting.at(0)?.message.seq ?? this.#next;
    while (base < upTo - 1) {
      const slice = this.#recalled(base + 1, upTo);
      const written = await this.#parts.write(base, valuesOf(slice));
      if (written !== 'ok' || slice.length === 0) throw new Error('The log in Redis could not be restored.');
      base += slice.length;
    }
    this.#base = base;
  }

  #recalled(from: number, upTo: number): Numbered[] {
    const slice: Numbered[] = [];
    const oldest = this.#written.at(0)?.message.seq ?? upTo;
    let bytes = 0;
    for (let seq = from; seq < upTo && slice.length < SLICE_MESSAGES && bytes < SLICE_BYTES; seq += 1) {
      const message = this.#parts.recall(seq);
      const entry = this.#written.at(seq - oldest) ?? (message && { message, source: message });
      if (entry === undefined) break;
      slice.push(entry);
      bytes += messageSize(entry.message);
    }
    return slice;
  }
}

function valuesOf(entries: readonly Numbered[]): RedisValue[] {
  return entries.flatMap(({ source }) => toFields(source));
}
