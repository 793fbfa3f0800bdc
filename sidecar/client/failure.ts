/**
 * The error that the library tells its users about: an `Error` with what a program needs to know. No class of its own, because
 * ECMAScript 5 knows no subclass of `Error`.
 */
import type { StreamFailure } from './types.ts';

/** What a failure has besides its message. */
type Particulars = Pick<StreamFailure, 'code' | 'status' | 'problem'> & {
  /** The server's wish for the pause before the next attempt. */
  readonly retryAfterMs?: number;
};

export type Failure = Error & Particulars;

const NAME = 'StreamFailure';

export function createFailure(message: string, particulars: Particulars): Failure {
  return Object.assign(new Error(message), particulars, { name: NAME });
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && error.name === NAME;
}
