/** A server whose token issuer is away is ready all the same: whoever asks with a token is told so, without the details. */
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listenOnFreePort } from '../../support/ports.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { sign, signingKey } from '../../support/tokens.ts';

it('answers /health/ready to a bearer of a token that cannot be checked', async () => {
  const closed = createServer();
  const port = await listenOnFreePort(closed);
  closed.close();
  await using sidecar = await startTestSidecar({ auth: { mode: 'jwt', jwt: { jwksUrl: `http://127.0.0.1:${port}/keys` } } });
  // As a proxy sends it for somebody elsewhere.
  const headers = { 'Authorization': `Bearer ${await sign(signingKey('a'))}`, 'X-Forwarded-For': '192.0.2.7' };
  const response = await fetch(`${sidecar.origin}/health/ready`, { headers });
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});
