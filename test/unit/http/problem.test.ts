import { describe, expect, it } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { problemOf } from '../../../sidecar/http/problem.ts';

describe('problemOf', () => {
  it('tells code, status, what happened and what to do', () => {
    expect(problemOf(new AppError('invalid-topic', 'The topic "a/+" has a wildcard.', { hint: 'Leave it out.' }))).toEqual({
      type: 'urn:mqttx-sse-server:problem:invalid-topic',
      title: 'Invalid topic',
      status: 400,
      detail: 'The topic "a/+" has a wildcard.',
      code: 'invalid-topic',
      hint: 'Leave it out.',
    });
  });

  it('tells nothing of an internal error', () => {
    const problem = problemOf(new AppError('internal', 'connect ECONNREFUSED db.internal:5432'));
    expect(JSON.stringify(problem)).not.toContain('db.internal');
    expect(problem).toMatchObject({ status: 500, detail: 'Something went wrong inside the server.' });
  });
});
