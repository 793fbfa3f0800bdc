/** An answer of the server that is not what was asked for, as an error that says why. */
import { createFailure, type Failure } from './failure.ts';
import { isRecord } from './wire.ts';

/** RFC 9457 where the server sends it; a proxy in between may not. */
export async function refusal(response: Response): Promise<Failure> {
  const { status } = response;
  const problem: unknown = await response.json().catch(() => 0);
  const { detail, hint, code } = isRecord(problem) ? problem : {};
  return createFailure([`Refused with ${status}.`, detail, hint].filter(Boolean).join(' '), {
    code: 'refused',
    status,
    problem: typeof code === 'string' ? code : undefined,
    retryAfterMs: Number(response.headers.get('Retry-After')) * 1000 || 0,
  });
}
