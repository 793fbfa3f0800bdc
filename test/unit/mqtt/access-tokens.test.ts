import { describe, expect, it } from 'vitest';
import { AccessTokens } from '../../../sidecar/mqtt/access-tokens.ts';
import { signShared } from '../../support/tokens.ts';

const settings = { tokenUrl: 'https://login.example/token', clientId: 'me', clientSecret: 'hush', clientAuthentication: 'basic' } as const;

/** An authorization server that answers in the order of the list; a number is a refusal, an error a network that fails. */
function tokensOf(answers: (object | number | Error)[]) {
  const clock = { now: 1_000_000 };
  const requests: Request[] = [];
  const tokens = new AccessTokens({
    settings: { ...settings, scope: 'a b', audience: 'mqtt' },
    now: () => clock.now,
    fetch: async (...asked) => {
      requests.push(new Request(...asked));
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
      if (typeof answer === 'number')
        return Response.json({ error: 'invalid_client', error_description: 'who?\u0007' }, { status: answer });
      return Response.json({ token_type: 'bearer', ...answer });
    },
  });
  return { tokens, clock, requests };
}

describe('access tokens', () => {
  it('are asked for with the secret in the header alone', async () => {
    const { tokens, requests } = tokensOf([{ access_token: 'one', expires_in: 100 }]);
    expect((await tokens.next()).text).toBe('one');
    const [request] = requests;
    expect(request?.headers.get('authorization')).toBe(`Basic ${btoa('me:hush')}`);
    expect(await request?.text()).toBe('scope=a+b&audience=mqtt&grant_type=client_credentials');
  });

  it('are asked for once, however many need one, and again when a quarter of their life is left', async () => {
    const { tokens, clock, requests } = tokensOf([
      { access_token: 'one', expires_in: 100 },
      { access_token: 'two', expires_in: 100 },
    ]);
    const [first, other] = await Promise.all([tokens.next(), tokens.next()]);
    expect([first.text, other.text, first.renewAt - clock.now]).toEqual(['one', 'one', 75_000]);
    clock.now += 74_999;
    expect((await tokens.next()).text).toBe('one');
    clock.now += 1;
    expect((await tokens.next()).text).toBe('two');
    expect(requests).toHaveLength(2);
  });

  it('go on being used until their end while there is no other', async () => {
    const { tokens, clock } = tokensOf([{ access_token: 'one', expires_in: 100 }, new Error('away'), 503, new Error('away')]);
    await tokens.next();
    clock.now += 80_000;
    expect((await tokens.next()).text).toBe('one');
    clock.now += 19_999;
    expect((await tokens.next()).text).toBe('one');
    clock.now += 1;
    await expect(tokens.next()).rejects.toMatchObject({ code: 'broker-token-unavailable' });
  });

  it('say themselves when they end, where their server does not', async () => {
    const exp = 2_000;
    const jwt = await signShared('a secret that is long enough for it', { exp });
    expect((await tokensOf([{ access_token: jwt }]).tokens.next()).renewAt).toBe(exp * 1_000 - 250_000);
    expect((await tokensOf([{ access_token: 'opaque' }]).tokens.next()).renewAt).toBe(Infinity);
  });

  it('are refused in words without the secret', async () => {
    const { tokens } = tokensOf([401]);
    await expect(tokens.next()).rejects.toMatchObject({
      message: 'No token for the broker could be got from https://login.example/token: it refused with 401 (invalid_client, who? ).',
      hint: expect.stringContaining('clientSecret'),
    });
  });
});
