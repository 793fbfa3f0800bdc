/**
 * The log that every reader of a connection reads: one per broker connection, in one store per process. An epoch names
 * one unbroken numbering; a reader that comes back with another epoch, or with a number that has left the log, has lost
 * messages and is told so. Memory is the first implementation; others keep to this interface.
 */
import type { IncomingMessage } from '../../mqtt/types.ts';
import type { HubMessage } from '../message.ts';

export interface EventLog {
  readonly epoch: string;
  /** Sequence number of the oldest message still held; `next` if there is none. */
  readonly first: number;
  /** Sequence number that the next message will get. */
  readonly next: number;
  /** Gives the message its place. From here on it can be read until the bounds push it out. */
  append(message: IncomingMessage): HubMessage;
  /**
   * Resolves once the message can no longer be lost by a crash of this process, as far as the store can promise that;
   * undefined where there is nothing to wait for. A message of QoS 1 or 2 is acknowledged to the broker after that.
   */
  durable(message: HubMessage): Promise<void> | undefined;
  /** The message, or undefined once the bounds have pushed it out. */
  get(seq: number): HubMessage | undefined;
  /** Forgets everything that is held for the connection. */
  close(): void;
}

/** Bounds on what a store holds over all its logs; whichever is reached first pushes the oldest message out. */
export interface LogBounds {
  readonly maxAgeMs: number;
  readonly maxMessages: number;
  /** Topics and payloads, not what the runtime adds. */
  readonly maxBytes: number;
}

export interface LogStore {
  open(connection: string): EventLog;
  readonly messages: number;
  readonly bytes: number;
  close(): void;
}
