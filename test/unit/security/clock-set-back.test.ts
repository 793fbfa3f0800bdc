/** A wall clock that is set back between two tokens: no right token is refused for it. */
import { expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../../sidecar/security/authenticate.ts';
import { inSeconds, publicJwk, sign, signingKey } from '../../support/tokens.ts';

it('a key that is new just after the clock was set back is looked for all the same', async () => {
  const [first, second] = [signingKey('first'), signingKey('second')];
  let published = [first];
  let wallClock = Date.now();
  using _clock = vi.spyOn(Date, 'now').mockImplementation(() => wallClock);
  const fetch: typeof globalThis.fetch = async () => Response.json({ keys: await Promise.all(published.map(publicJwk)) });
  const settings = { mode: 'jwt', jwt: { jwksUrl: 'http://127.0.0.1:1/keys' } } as const;
  const authenticate = createAuthenticator(settings, { queryTokenPath: '/mqttx/sse', fetch, wait: () => Promise.resolve() });
  const ask = async (key: typeof first) => {
    const headers = { authorization: `Bearer ${await sign(key, { exp: inSeconds(600) })}` };
    return authenticate({ method: 'GET', path: '/mqttx/mcp', query: new URLSearchParams(), headers });
  };
  expect(await ask(first)).toMatchObject({ ok: true });
  published = [first, second];
  wallClock -= 5_000;
  expect(await ask(second)).toMatchObject({ ok: true });
});
