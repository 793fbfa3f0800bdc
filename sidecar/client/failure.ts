/** The error that the library tells its users about: an `Error` with what a program needs to know. */
import type { StreamFailure } from './types.ts';

/** What a failure has besides its message. */
type Particulars = Pick<StreamFailure, 'code' | 'status' | 'problem'> & {
  /** The server's wish for the pause before the next attempt. */
  readonly retryAfterMs?: number;
};

export class Failure extends Error implements StreamFailure {
  declare readonly code: Particulars['code'];
  declare readonly status?: Particulars['status'];
  declare readonly problem?: Particulars['problem'];
  declare readonly retryAfterMs?: number;

  constructor(message: string, particulars: Particulars) {
    super(message);
    Object.assign(this, particulars);
  }
}
