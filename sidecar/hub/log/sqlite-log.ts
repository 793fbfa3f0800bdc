/**
 * One connection's log in the SQLite store: gives out numbers at once, holds what is not yet in the file, and reads the rest
 * from there. Everything that touches the file is the store's.
 */
import { Deque } from '../deque.ts';
import { HubMessage, type LoggedMessage } from '../message.ts';
import type { EventLog } from './event-log.ts';
import { messageSize } from './message-size.ts';

/** A message that has its number and waits to be written. */
export interface Unwritten {
  readonly log: SqliteLog;
  readonly message: HubMessage;
  readonly bytes: number;
  /** Whoever acknowledges the message after it is written. */
  waiting: PromiseWithResolvers<void> | undefined;
}

/** What a log asks of its store. */
export interface LogKeeper {
  admit(entry: Unwritten): void;
  read(log: SqliteLog, seq: number): LoggedMessage | undefined;
  release(log: SqliteLog): void;
}

/** Where a log goes on: from what the file knows of it, or from the beginning. */
export interface LogPosition {
  readonly epoch: string;
  readonly first: number;
  readonly next: number;
}

export class SqliteLog implements EventLog {
  readonly connection: string;
  readonly kept: boolean;
  readonly epoch: string;
  /** Its row in the file; undefined while there is no file. */
  row: number | undefined;
  /** Numbers below this one are never given out again, even if this process dies now. */
  reserved = 0;
  readonly #keeper: LogKeeper;
  readonly #unwritten = new Deque<Unwritten>();
  #first: number;
  #next: number;
  #readable: number;
  #onReadable = (): void => {};

  constructor(connection: string, kept: boolean, { epoch, first, next }: LogPosition, keeper: LogKeeper) {
    this.connection = connection;
    this.kept = kept;
    this.epoch = epoch;
    this.#first = first;
    this.#next = next;
    this.#readable = next;
    this.#keeper = keeper;
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  /** An ad-hoc connection ends with the process, so there is nothing to wait for. */
  get readable(): number {
    return this.kept ? this.#readable : this.#next;
  }

  onReadable(listener: () => void): void {
    this.#onReadable = listener;
  }

  append(message: LoggedMessage): HubMessage {
    const numbered = new HubMessage(this.connection, this.epoch, this.#next, message);
    const entry = { log: this, message: numbered, bytes: messageSize(numbered), waiting: undefined };
    this.#next += 1;
    this.#unwritten.push(entry);
    this.#keeper.admit(entry);
    return numbered;
  }

  durable({ seq }: HubMessage): Promise<void> | undefined {
    const entry = this.kept ? this.#unwrittenAt(seq) : undefined;
    if (entry === undefined) return undefined;
    entry.waiting ??= Promise.withResolvers();
    return entry.waiting.promise;
  }

  get(seq: number): HubMessage | undefined {
    if (seq < this.#first || seq >= this.#next) return undefined;
    const unwritten = this.#unwrittenAt(seq);
    if (unwritten !== undefined) return unwritten.message;
    const message = this.#keeper.read(this, seq);
    return message === undefined ? undefined : new HubMessage(this.connection, this.epoch, seq, message);
  }

  close(): void {
    this.#keeper.release(this);
  }

  /** Lets readers have what is in the file. */
  showWritten(): void {
    this.#showBelow(this.#firstUnwritten);
  }

  /** Lets readers have everything, while the file cannot be written. */
  showAll(): void {
    this.#showBelow(this.#next);
  }

  /** The oldest message not written is in the file now. */
  written(): void {
    this.#unwritten.shift()?.waiting?.resolve();
  }

  /** The store gives the oldest message not written up. */
  givenUp(reason: Error): void {
    const waiting = this.#unwritten.shift()?.waiting;
    // Whoever does not wait need not hear of it.
    waiting?.promise.catch(() => {});
    waiting?.reject(reason);
    if (this.row === undefined) this.#first = this.#firstUnwritten;
  }

  /** The bounds have pushed out every message below this number. */
  evictedBelow(seq: number): void {
    this.#first = Math.max(this.#first, seq);
  }

  /** The file holds nothing of the log, or nothing any more. */
  fileLost(): void {
    this.row = undefined;
    this.#first = this.#firstUnwritten;
  }

  #showBelow(seq: number): void {
    if (seq <= this.#readable) return;
    this.#readable = seq;
    this.#onReadable();
  }

  get #firstUnwritten(): number {
    return this.#unwritten.at(0)?.message.seq ?? this.#next;
  }

  #unwrittenAt(seq: number): Unwritten | undefined {
    return this.#unwritten.at(seq - this.#firstUnwritten);
  }
}
