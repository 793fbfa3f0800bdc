/**
 * While it is this process that passes messages on from a profile. Alone it always is; among several instances it is the one that
 * holds the source's connection, which also decides what is written down of how far it has come.
 */
import type { Notes } from '../log/event-log.ts';

export interface Turn {
  /** Where the place in the log is kept. */
  readonly notes: Notes;
  /** Name of this deployment in the marks of messages. */
  readonly instance: string;
  /** False once it may be another's turn. */
  isMine(): boolean;
}

export interface Turns {
  /** Resolves with undefined while it is not this process's turn. Rejects with `cluster-unavailable`. */
  take(profile: string): Promise<Turn | undefined>;
  /** Name of the instance whose turn it is, as far as that is known; undefined where there is one only. */
  holder(profile: string): string | undefined;
}
