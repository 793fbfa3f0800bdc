/** Signed tokens with keys of the configuration: what is accepted, and each of the known attacks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnsecuredJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { createVerifier, type TokenSettings } from '../../../sidecar/security/verifiers.ts';
import { inSeconds, sign, signingKey, signShared } from '../../support/tokens.ts';

const SECRET = 'a shared secret of more than thirty-two bytes';

function verifier(jwt: TokenSettings['jwt'], more: Partial<TokenSettings> = {}) {
  return createVerifier({ mode: 'jwt', jwt, ...more }, {});
}

/** Code and words of what was thrown. */
async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message}` : `not on purpose: ${String(error)}`;
  }
  return 'accepted';
}

describe('a shared secret', () => {
  const verify = verifier({ secret: SECRET });

  it.each(['HS256', 'HS384', 'HS512'])('accepts %s', async (alg) => {
    const principal = await verify(await signShared(SECRET, { sub: 'alice' }, alg));
    expect(principal).toMatchObject({ id: 'jwt:#alice', kind: 'jwt', username: 'alice' });
  });

  it('accepts only the algorithms that the configuration names', async () => {
    const strict = verifier({ secret: SECRET, algorithms: ['HS512'] });
    expect(await refusalOf(async () => strict(await signShared(SECRET, {}, 'HS512')))).toBe('accepted');
    expect(await refusalOf(async () => strict(await signShared(SECRET)))).toMatch(/^invalid-token: .*algorithm/);
  });

  it.each([
    ['another secret', () => signShared(`${SECRET}!`), /signature/],
    ['an RSA key', () => sign(signingKey('a', 'RS256')), /algorithm/],
    ['nothing (none)', async () => new UnsecuredJWT({ sub: 'alice', exp: inSeconds(60) }).encode(), /cannot|can be checked|algorithm/],
    ['a secret, without exp', () => signShared(SECRET, { exp: undefined }), /exp/],
    ['a secret, expired', () => signShared(SECRET, { exp: inSeconds(-60) }), /expired/],
    ['a secret, not valid yet', () => signShared(SECRET, { nbf: inSeconds(60) }), /not valid yet/],
    ['a secret, exp as text', () => signShared(SECRET, { exp: JSON.parse('"soon"') }), /claim|exp/],
    ['a secret, with an acl that makes no sense', () => signShared(SECRET, { acl: [{ permission: 'maybe' }] }), /its claim acl/],
    ['a secret, with a filter that is none', () => signShared(SECRET, { acl: { sub: ['a/#/b'] } }), /its claim acl/],
    ['a secret, with a username that is no text', () => signShared(SECRET, { username: 7 }), /its claim username/],
  ])('refuses a token signed with %s', async (_what, make, words) => {
    const token = await make();
    const refusal = await refusalOf(async () => verify(token));
    expect(refusal).toMatch(/^invalid-token: /);
    expect(refusal).toMatch(words);
  });

  it.each([
    ['no token at all', 'abc'],
    ['too many parts', 'a.b.c.d.e'],
    ['empty parts', '..'],
    ['no JSON', 'e30.e30.e30'],
  ])('refuses %s', async (_what, token) => expect(await refusalOf(async () => verify(token))).toMatch(/^invalid-token: /));

  it('refuses a token whose claims were changed after it was signed', async () => {
    const [header, , signature] = (await signShared(SECRET, { sub: 'alice' })).split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'root', exp: inSeconds(60) })).toString('base64url');
    expect(await refusalOf(async () => verify(`${header}.${claims}.${signature}`))).toMatch(/signature/);
  });

  it('refuses extensions that it does not know but has to (crit)', async () => {
    const key = signingKey('a');
    const [, claims] = (await sign(key)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', crit: ['x'], x: 1 })).toString('base64url');
    expect(await refusalOf(async () => verify(`${header}.${claims}.AAAA`))).toMatch(/^invalid-token: /);
  });

  it('looks at no token that is too large', async () => {
    const token = await signShared(SECRET, { padding: 'x'.repeat(9_000) });
    expect(await refusalOf(async () => verify(token))).toMatch(/larger than 8192 bytes/);
    expect(await refusalOf(async () => verifier({ secret: SECRET }, { maxTokenBytes: 65_536 })(token))).toBe('accepted');
  });

  it('allows for clocks that differ, as far as it is told to', async () => {
    const token = await signShared(SECRET, { exp: inSeconds(-20) });
    expect(await refusalOf(async () => verify(token))).toBe('accepted');
    expect(await refusalOf(async () => verifier({ secret: SECRET }, { clockToleranceSeconds: 10 })(token))).toMatch(/expired/);
  });

  it('tells when the token runs out', async () => {
    const exp = inSeconds(77);
    expect(await verify(await signShared(SECRET, { exp }))).toHaveProperty('expiresAt', exp * 1_000);
  });

  it('must not be a public key', async () => {
    const { publicPem } = signingKey('a', 'RS256');
    expect(await refusalOf(() => verifier({ secret: publicPem }))).toMatch(/^invalid-configuration: .*public key/);
  });
});

describe('a public key', () => {
  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])('checks %s', async (alg) => {
    const key = signingKey('a', alg);
    const verify = verifier({ publicKey: key.publicPem });
    expect(await verify(await sign(key, { sub: 'alice' }))).toMatchObject({ username: 'alice' });
    expect(await refusalOf(async () => verify(await sign(signingKey('a', alg))))).toMatch(/signature/);
  });

  it('is read from a file, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const key = signingKey('a');
    writeFileSync(join(folder, 'key.pem'), key.publicPem);
    const verify = verifier({ publicKey: join(folder, 'key.pem') });
    expect(await verify(await sign(key, { sub: 'alice' }))).toMatchObject({ username: 'alice' });
    expect(await refusalOf(() => verifier({ publicKey: join(folder, 'none.pem') }))).toMatch(/^invalid-configuration: .*cannot be read/);
  });

  it('is no secret: a token signed with its text is refused (algorithm confusion)', async () => {
    const { publicPem } = signingKey('a', 'RS256');
    const verify = verifier({ publicKey: publicPem });
    expect(await refusalOf(async () => verify(await signShared(publicPem)))).toMatch(/algorithm/);
    expect(await refusalOf(async () => verify(await signShared(publicPem.trim())))).toMatch(/algorithm/);
  });

  it('is not taken from the token', async () => {
    const [ours, theirs] = [signingKey('a'), signingKey('a')];
    const verify = verifier({ publicKey: ours.publicPem });
    const jwk = theirs.publicKey.export({ format: 'jwk' });
    const headers = [{ jwk }, { jku: 'http://127.0.0.1:1/keys' }, { x5u: 'http://127.0.0.1:1/cert' }];
    for (const header of headers) expect(await refusalOf(async () => verify(await sign(theirs, {}, header)))).toMatch(/signature/);
  });

  it.each([
    ['no PEM', '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----', /is no public key/],
    ['a weak RSA key', weakKey(), /of a kind that signs no tokens/],
    ['a key for exchanging keys', x25519(), /of a kind that signs no tokens/],
  ])('must not be %s', async (_what, publicKey, words) => {
    expect(await refusalOf(() => verifier({ publicKey }))).toMatch(words);
  });

  it('has to fit the algorithms that are chosen', async () => {
    const { publicPem } = signingKey('a', 'ES256');
    expect(await refusalOf(() => verifier({ publicKey: publicPem, algorithms: ['RS256'] }))).toMatch(/auth\.jwt\.algorithms/);
  });
});

describe('issuer and audience', () => {
  const verify = verifier({ secret: SECRET, issuer: 'https://issuer.example', audience: ['mqtt', 'other'] });
  const right = { iss: 'https://issuer.example', aud: 'mqtt', sub: 'alice' };

  it.each([
    ['as configured', right, 'accepted'],
    ['one audience among several', { ...right, aud: ['x', 'other'] }, 'accepted'],
    ['another issuer', { ...right, iss: 'https://issuer.example/' }, /somebody else/],
    ['no issuer', { ...right, iss: undefined }, /somebody else/],
    ['another audience', { ...right, aud: 'mqtts' }, /audience/],
    ['no audience', { ...right, aud: undefined }, /audience/],
  ])('%s', async (_what, claims, expected) => {
    expect(await refusalOf(async () => verify(await signShared(SECRET, claims)))).toMatch(expected);
  });
});

describe('the principal', () => {
  const verify = verifier({ secret: SECRET });
  const idOf = async (claims: object): Promise<string> => (await verify(await signShared(SECRET, { exp: 4_000_000_000, ...claims }))).id;

  it('is named by issuer and subject, and stays the same with a renewed token', async () => {
    expect(await idOf({ iss: 'i', sub: 'alice' })).toBe('jwt:i#alice');
    expect(await idOf({ iss: 'i', sub: 'alice', username: 'other', exp: 4_000_000_001 })).toBe('jwt:i#alice');
  });

  it('cannot be made to look like another', async () => {
    const ids = [{ sub: 'username=bob' }, { username: 'bob' }, { clientid: 'bob' }, { sub: 'bob' }, {}, { exp: 4_000_000_001 }];
    expect(new Set(await Promise.all(ids.map(idOf))).size).toBe(ids.length);
  });
});

function weakKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function x25519(): string {
  return generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
