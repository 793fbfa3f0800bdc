import { describe, expect, it } from 'vitest';
import { discoverIssuer, fetchKeySet, metadataAddresses } from '../../../sidecar/security/issuer-metadata.ts';

/** A web of JSON documents by address. */
function web(documents: Readonly<Record<string, unknown>>): typeof fetch {
  return async (address) => {
    const document = documents[address instanceof Request ? address.url : address.toString()];
    if (document === undefined) return new Response(null, { status: 404 });
    return new Response(typeof document === 'string' ? document : JSON.stringify(document));
  };
}

const signal = AbortSignal.timeout(60_000);

describe('the metadata of an issuer', () => {
  it('is looked for where RFC 8414 and OpenID Connect have it', () => {
    expect(metadataAddresses('https://issuer.example/realm/')).toEqual([
      'https://issuer.example/.well-known/oauth-authorization-server/realm',
      'https://issuer.example/.well-known/openid-configuration/realm',
      'https://issuer.example/realm/.well-known/openid-configuration',
    ]);
    expect(metadataAddresses('https://issuer.example')).toHaveLength(2);
  });

  it.each(metadataAddresses('https://issuer.example/realm'))('is found at %s', async (address) => {
    const metadata = { issuer: 'https://issuer.example/realm', jwks_uri: 'https://keys.example/keys', more: true };
    expect(await discoverIssuer('https://issuer.example/realm', web({ [address]: metadata }), signal)).toEqual({
      issuer: 'https://issuer.example/realm',
      jwksUrl: 'https://keys.example/keys',
    });
  });

  it('may write the slash at its end otherwise, which decides how tokens have to name it', async () => {
    const fetch = web({
      [metadataAddresses('https://issuer.example')[1] ?? '']: { issuer: 'https://issuer.example/', jwks_uri: 'https://k.example/k' },
    });
    expect(await discoverIssuer('https://issuer.example', fetch, signal)).toHaveProperty('issuer', 'https://issuer.example/');
  });

  it.each([
    ['names another issuer', { issuer: 'https://evil.example', jwks_uri: 'https://k.example/k' }, /another issuer/],
    ['names no keys', { issuer: 'https://issuer.example' }, /names no issuer or no jwks_uri/],
    ['names keys in a file', { issuer: 'https://issuer.example', jwks_uri: 'file:///etc/keys' }, /names no issuer or no jwks_uri/],
    ['is no JSON', '<html>', /no JSON/],
    ['is too long', 'x'.repeat(600_000), /more than/],
    ['is not there', undefined, /answered with 404/],
  ])('is refused when it %s', async (_what, document, words) => {
    const address = 'https://issuer.example/.well-known/openid-configuration';
    await expect(discoverIssuer('https://issuer.example', web({ [address]: document }), signal)).rejects.toThrow(words);
  });
});

describe('a key set', () => {
  it.each([[[]], [{}], [{ keys: 'x' }], [{ keys: [{ kid: 'a' }] }], ['text']])('is not %j', async (document) => {
    const url = 'https://issuer.example/keys';
    await expect(fetchKeySet(url, web({ [url]: JSON.stringify(document) }), signal)).rejects.toThrow(/is no key set/);
  });
});
