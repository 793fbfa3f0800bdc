import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { createAuthenticator, type Authenticate, type Authenticated } from '../../../sidecar/security/authenticate.ts';
import { publicJwk, sign, signingKey, signShared } from '../../support/tokens.ts';

const TOKEN = 'correct-horse-battery';

interface Asking {
  readonly path?: string;
  readonly query?: string;
  readonly headers?: IncomingHttpHeaders;
  readonly session?: Authenticated;
}

function ask(authenticate: Authenticate, { path = '/mqttx/sse', query = '', headers = {}, session }: Asking = {}) {
  return authenticate({ method: 'GET', path, query: new URLSearchParams(query), headers, session });
}

describe('mode none', () => {
  const authenticate = createAuthenticator(configSchema.parse({}).auth, { queryTokenPath: '/mqttx/sse' });

  it('takes everybody for anonymous, whatever they send', async () => {
    const anonymous = { ok: true, principal: { id: 'anonymous', kind: 'anonymous' }, carrier: 'none' };
    expect(await ask(authenticate)).toEqual(anonymous);
    expect(await ask(authenticate, { headers: { authorization: 'Bearer x' }, query: 'token=y' })).toEqual(anonymous);
  });
});

describe('mode token', () => {
  const settings = configSchema.parse({ auth: { mode: 'token', token: TOKEN } }).auth;
  const authenticate = createAuthenticator(settings, { queryTokenPath: '/mqttx/sse', now: () => 1000 });
  const byHeader = { ok: true, principal: { id: 'token', kind: 'token' }, carrier: 'header' };
  const byQuery = { ok: true, principal: { id: 'token', kind: 'token' }, carrier: 'query' };

  it.each([
    ['as Authorization: Bearer', { headers: { authorization: `Bearer ${TOKEN}` } }, byHeader],
    ['whatever the case of the scheme', { headers: { authorization: `bEaReR   ${TOKEN} ` } }, byHeader],
    ['on any path in the header', { path: '/mqttx/api/v1/connections', headers: { authorization: `Bearer ${TOKEN}` } }, byHeader],
    ['in the query of the SSE path', { query: `token=${TOKEN}&x=1` }, byQuery],
  ])('accepts the token %s', async (_how, asking, expected) => expect(await ask(authenticate, asking)).toEqual(expected));

  it.each([
    ['nothing', {}],
    ['an empty header', { headers: { authorization: '' } }],
    ['a scheme without a token', { headers: { authorization: 'Bearer ' } }],
    ['another scheme', { headers: { authorization: `Basic ${TOKEN}` } }],
    ['an empty query token', { query: 'token=' }],
    ['the token in the query of another path', { path: '/mqttx/message', query: `token=${TOKEN}` }],
    ['the token in the query of a path below', { path: '/mqttx/sse/', query: `token=${TOKEN}` }],
    ['a query parameter of another name', { query: `access_token=${TOKEN}` }],
  ])('answers %s with a challenge without an error code', async (_what, asking) => {
    const result = await ask(authenticate, asking);
    expect(result).toMatchObject({ ok: false, error: { code: 'unauthorized', status: 401 }, challenge: 'Bearer realm="mqttx-sse-server"' });
  });

  it.each([
    ['another token', { headers: { authorization: 'Bearer wrong' } }],
    ['the beginning of the token', { headers: { authorization: `Bearer ${TOKEN.slice(0, -1)}` } }],
    ['the token and more', { headers: { authorization: `Bearer ${TOKEN}x` } }],
    ['the token in other case', { headers: { authorization: `Bearer ${TOKEN.toUpperCase()}` } }],
    ['another token in the query', { query: 'token=wrong' }],
  ])('answers %s with invalid_token', async (_what, asking) => {
    const result = await ask(authenticate, asking);
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-token', status: 401 } });
    expect(result).toHaveProperty(
      'challenge',
      expect.stringMatching(/^Bearer realm="mqttx-sse-server", error="invalid_token", error_description="[^"]+"$/),
    );
  });

  it.each([
    ['in header and query', { headers: { authorization: `Bearer ${TOKEN}` }, query: `token=${TOKEN}` }],
    ['twice in the query', { query: `token=${TOKEN}&token=${TOKEN}` }],
    ['twice in the header', { headers: { authorization: `Bearer ${TOKEN} ${TOKEN}` } }],
  ])('refuses a token that comes %s, as RFC 6750 wants one way a request', async (_how, asking) => {
    const result = await ask(authenticate, asking);
    expect(result).toMatchObject({ ok: false, error: { status: 400 } });
    expect(result).toHaveProperty('challenge', expect.stringContaining('error="invalid_request"'));
  });

  const principal = { id: 'token', kind: 'token' } as const;

  it('lets the messages of a session pass that was opened with a token in the query', async () => {
    const asking = { path: '/mqttx/message', session: { principal, carrier: 'query' } } as const;
    expect(await ask(authenticate, asking)).toEqual(byQuery);
    expect(await ask(authenticate, { ...asking, headers: { authorization: 'Bearer wrong' } })).toMatchObject({ ok: false });
  });

  it('wants the header again where a session was opened with one', async () => {
    const result = await ask(authenticate, { path: '/mqttx/message', session: { principal, carrier: 'header' } });
    expect(result).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });

  it('does not let a session go on with a proof that has run out', async () => {
    const at = (expiresAt: number) => ask(authenticate, { session: { principal: { ...principal, expiresAt }, carrier: 'query' } });
    expect(await at(1001)).toMatchObject({ ok: true });
    expect(await at(1000)).toMatchObject({ ok: false });
  });

  it('never tells the token in a refusal', async () => {
    const result = await ask(authenticate, { headers: { authorization: 'Bearer sent-by-somebody' } });
    expect(JSON.stringify(result)).not.toContain('sent-by-somebody');
    expect(JSON.stringify(result)).not.toContain(TOKEN);
  });
});

describe('mode jwt', () => {
  const secret = 'a shared secret of more than thirty-two bytes';
  const settings = configSchema.parse({ auth: { mode: 'jwt', jwt: { secret } } }).auth;
  const authenticate = createAuthenticator(settings, { queryTokenPath: '/mqttx/sse' });

  it('takes the token from the header, and from the query of the SSE path alone', async () => {
    const token = await signShared(secret, { sub: 'alice' });
    expect(await ask(authenticate, { headers: { authorization: `Bearer ${token}` } })).toMatchObject({ ok: true, carrier: 'header' });
    expect(await ask(authenticate, { query: `token=${token}` })).toMatchObject({
      ok: true,
      carrier: 'query',
      principal: { id: 'jwt:#alice' },
    });
    expect(await ask(authenticate, { path: '/mqttx/stream', query: `token=${token}` })).toMatchObject({ error: { code: 'unauthorized' } });
  });

  it('says what is wrong with a token, and nothing of the token', async () => {
    const token = await signShared(secret, { exp: 1_000, sub: 'alice' });
    const result = await ask(authenticate, { headers: { authorization: `Bearer ${token}` } });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-token', status: 401 } });
    expect(result).toHaveProperty(
      'challenge',
      expect.stringContaining('error="invalid_token", error_description="The token has expired."'),
    );
    expect(JSON.stringify(result)).not.toContain(token.slice(0, 20));
  });
});

describe('mode oauth2', () => {
  const issuer = 'http://127.0.0.1:1';
  const settings = configSchema.parse({ auth: { mode: 'oauth2', oauth2: { issuer, audience: 'mqtt' } } }).auth;
  const fetch = (): Promise<Response> => Promise.reject(new Error('away'));
  const authenticate = createAuthenticator(settings, { queryTokenPath: '/mqttx/sse', fetch });

  it('takes no token from an address', async () => {
    const result = await authenticate({
      method: 'GET',
      path: '/mqttx/sse',
      query: new URLSearchParams('token=a.b.c'),
      headers: {},
      resourceMetadata: 'http://localhost:4000/.well-known/oauth-protected-resource/mqttx/sse',
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'unauthorized', status: 401 } });
    expect(result).toHaveProperty(
      'challenge',
      'Bearer realm="mqttx-sse-server", scope="mqtt:connect mqtt:subscribe mqtt:publish", ' +
        'resource_metadata="http://localhost:4000/.well-known/oauth-protected-resource/mqttx/sse"',
    );
  });

  it.each([
    ['http://localhost:4000', 'http://localhost:4000/', true],
    ['http://localhost:4000/', 'http://localhost:4000', true],
    ['http://localhost:4000/mqttx', 'http://localhost:4000/mqttx/', false],
    ['mqtt', 'mqtt/', false],
  ])('with the audience %s it takes a token for %s: %s', async (audience, aud, ok) => {
    const key = signingKey('a');
    const documents: Record<string, object> = {
      [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}/keys` },
      [`${issuer}/keys`]: { keys: [await publicJwk(key)] },
    };
    const answer: typeof globalThis.fetch = async (url) => {
      const document = documents[url instanceof Request ? url.url : url.toString()];
      return new Response(JSON.stringify(document ?? {}), { status: document === undefined ? 404 : 200 });
    };
    const decide = createAuthenticator({ mode: 'oauth2', oauth2: { issuer, audience } }, { queryTokenPath: '/mqttx/sse', fetch: answer });
    const authorization = `Bearer ${await sign(key, { iss: issuer, aud, sub: 'alice' })}`;
    expect((await ask(decide, { headers: { authorization } })).ok).toBe(ok);
  });

  it('says that it cannot tell while the issuer is away', async () => {
    const token = await sign(signingKey('a'));
    await expect(ask(authenticate, { headers: { authorization: `Bearer ${token}` } })).rejects.toMatchObject({
      code: 'issuer-unavailable',
      status: 503,
    });
  });
});

describe('createAuthenticator', () => {
  it.each([
    [{ mode: 'token', token: '' }, 'auth.token is empty'],
    [{ mode: 'token' }, 'auth.token is empty'],
    [{ mode: 'jwt' }, 'auth.jwt is empty'],
    [{ mode: 'jwt', jwt: {} }, 'one of auth.jwt.secret, auth.jwt.publicKey and auth.jwt.jwksUrl is empty'],
    [{ mode: 'oauth2' }, 'auth.oauth2 is empty'],
  ] as const)('refuses %j', (settings, words) => {
    expect(() => createAuthenticator(settings, { queryTokenPath: '/mqttx/sse' })).toThrow(words);
  });
});
