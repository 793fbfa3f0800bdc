/**
 * The log that every reader of a connection reads: one per broker connection, in one store per process. An epoch names
 * one unbroken numbering; a reader that comes back with another epoch, or with a number that has left the log, has lost
 * messages and is told so. In memory or in a SQLite file; others keep to this interface.
 */
import type { HubMessage, LoggedMessage } from '../message.ts';

export interface EventLog {
  readonly epoch: string;
  /** Sequence number of the oldest message still held; `next` if there is none. */
  readonly first: number;
  /** Sequence number that the next message will get. */
  readonly next: number;
  /**
   * Readers get the messages below this number: those that are durable, and all while the store cannot make any durable. What
   * they have seen is then known to the process after this one, which tells by it what the broker delivers again.
   */
  readonly readable: number;
  /** Calls the listener, the last one given, whenever `readable` grows after an append. */
  onReadable(listener: () => void): void;
  /** Gives the message its place. It stays until the bounds push it out. */
  append(message: LoggedMessage): HubMessage;
  /**
   * Resolves once the message can no longer be lost by a crash of this process, as far as the store can promise that;
   * undefined where there is nothing to wait for. A message of QoS 1 or 2 is acknowledged to the broker after that.
   * Rejects when the store has to give the message up; then it is not acknowledged, and the broker delivers it again.
   */
  durable(message: HubMessage): Promise<void> | undefined;
  /** The message, or undefined once the bounds have pushed it out. */
  get(seq: number): HubMessage | undefined;
  /** Ends the use of the log. What it holds is forgotten, unless the log is kept. */
  close(): void;
}

/** Bounds on what a store holds over all its logs; whichever is reached first pushes the oldest message out. */
export interface LogBounds {
  readonly maxAgeMs: number;
  readonly maxMessages: number;
  /** Topics and payloads, and what a store adds to each; see `messageSize`. */
  readonly maxBytes: number;
}

/** Why a store cannot do its work at the moment; it goes on trying. */
export interface StoreProblem {
  readonly code: 'store-failing' | 'store-replaced';
  /** What happened to which file, for a person. */
  readonly detail: string;
  readonly hint: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Small texts beside the messages, such as which subscriptions are to be kept; as durable as the store. */
export interface Notes {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  delete(key: string): void;
  /** Those whose key begins so. */
  entries(prefix: string): Iterable<readonly [key: string, value: string]>;
}

export interface LogOptions {
  /** The log outlives `close` and the process: under the same name it goes on with the same epoch. Without effect in memory. */
  readonly kept?: boolean;
}

export interface LogStore {
  /** Whether kept logs and notes outlive the process. */
  readonly outlivesProcess: boolean;
  /** @param connection name under which a kept log is found again */
  open(connection: string, options?: LogOptions): EventLog;
  readonly notes: Notes;
  readonly messages: number;
  readonly bytes: number;
  /** What a person should know; undefined while all is well. */
  readonly problem: StoreProblem | undefined;
  /** Makes durable at once what can be. */
  flush(): void;
  close(): void;
}
