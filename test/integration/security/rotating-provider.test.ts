/** The keys of a real OpenID provider change while requests with its tokens come in. */
import { decodeProtectedHeader } from 'jose';
import { expect, it } from 'vitest';
import { startOpenIdProvider } from '../../support/openid-provider.ts';
import { until } from '../../support/polling.ts';
import { freePort } from '../../support/ports.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const ROTATIONS = 3;
/** Of each caller with each key. */
const REQUESTS = 10;

it('keys of a provider rotate under load without one wrong refusal', async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  await using provider = await startOpenIdProvider({ resource: () => origin, agreedScopes: [] });
  await using _sidecar = await startTestSidecar({
    server: { port },
    auth: { mode: 'oauth2', oauth2: { issuer: provider.issuer, audience: origin } },
    profiles: { local: { url: 'mqtt://127.0.0.1:9' } },
  });
  const ask = (token: string) => fetch(`${origin}/mqttx/api/v1/connections`, { headers: { Authorization: `Bearer ${token}` } });
  const load = { isOver: false };
  const refusals: string[] = [];
  const callers = Array.from({ length: 4 }, () => new Map<unknown, number>());
  const calling = callers.map(async (servedByKey) => {
    while (!load.isOver) {
      const token = await provider.grant();
      const response = await ask(token);
      const body = await response.text();
      const { kid } = decodeProtectedHeader(token);
      if (response.status === 200) servedByKey.set(kid, (servedByKey.get(kid) ?? 0) + 1);
      else refusals.push(`${kid}: ${response.status} ${body}`);
    }
  });
  const old = await provider.grant();
  let { kid = '' } = decodeProtectedHeader(old);
  for (let rotation = 0; rotation <= ROTATIONS; rotation += 1) {
    if (rotation > 0) kid = await provider.rotate();
    // Of all of them, so that nobody holds a token any more whose key goes next.
    await until(`each caller uses ${kid}`, () => refusals.length > 0 || callers.every((served) => (served.get(kid) ?? 0) >= REQUESTS));
  }
  load.isOver = true;
  await Promise.all(calling);
  expect(refusals).toEqual([]);
  // What was withdrawn is refused, also if its time is not over.
  const withdrawn = await ask(old);
  expect([withdrawn.status, await withdrawn.json()]).toMatchObject([401, { code: 'invalid-token' }]);
});
