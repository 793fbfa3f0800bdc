/**
 * What both implementations of the `DashboardApi` throw when a call fails: a code that the page can translate, what
 * happened, and what to do. Anything else that is thrown is a bug and is shown as such.
 */
import type { Failure } from './ipc/result.ts';

export class ApiError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'ApiError';
    this.code = failure.code;
    this.hint = failure.hint;
  }
}

/** The failure in whatever was thrown, ready to be shown. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof ApiError) return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, hint: 'Look into the log; report it with the diagnostics if it stays.' };
}
