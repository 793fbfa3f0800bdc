/** An answer of the server that is not what was asked for, as an error that says why. */
import { createFailure, type Failure } from './failure.ts';
import { isRecord } from './wire.ts';

/** RFC 9457 where the server sends it; a proxy in between may not. */
export async function refusal(response: Response): Promise<Failure> {
  const { status, headers } = response;
  const problem: unknown = await response.json().catch(() => 0);
  // Without words of the server, what it has sent instead of a stream says most.
  const { detail = headers.get('Content-Type'), hint, code } = isRecord(problem) ? problem : {};
  return createFailure([`Refused with ${status}.`, detail, hint].filter(Boolean).join(' '), {
    code: 'refused',
    status,
    problem: typeof code === 'string' ? code : undefined,
    retryAfterMs: Number(headers.get('Retry-After')) * 1000 || 0,
  });
}
