/** Signed tokens for tests: keys of every kind, tokens of them, and an issuer whose key set can be changed and counted. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JWK } from 'jose';
import { startServer, type TestServer } from './http.ts';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** PEM. */
  readonly publicPem: string;
}

export function signingKey(kid: string, alg = 'ES256'): SigningKey {
  const { privateKey, publicKey } = keyPair(alg);
  return { kid, alg, privateKey, publicKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

function keyPair(alg: string): { privateKey: KeyObject; publicKey: KeyObject } {
  if (alg === 'EdDSA' || alg === 'Ed25519') return generateKeyPairSync('ed25519');
  const namedCurve = curves[alg];
  return namedCurve === undefined ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve });
}

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

/** For ten minutes unless the claims say otherwise; `exp: undefined` leaves it out. */
export function sign(key: SigningKey, claims: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ exp: inSeconds(600), ...claims }).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}

/** With a shared secret. */
export function signShared(secret: string, claims: object = {}, alg = 'HS256'): Promise<string> {
  return new SignJWT({ exp: inSeconds(600), ...claims }).setProtectedHeader({ alg }).sign(Buffer.from(secret));
}

export async function publicJwk({ publicKey, kid, alg }: SigningKey): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
}

export interface TestIssuer extends AsyncDisposable {
  readonly server: TestServer;
  readonly url: string;
  readonly jwksUrl: string;
  /** Requests for the key set so far. */
  fetches: number;
  /** What it answers with instead of keys. */
  broken: number | undefined;
  publish(...keys: readonly SigningKey[]): Promise<void>;
}

/** Serves `/keys`, and metadata that names it at the place that OpenID Connect has for it. */
export async function startIssuer(...first: readonly SigningKey[]): Promise<TestIssuer> {
  let keys: JWK[] = [];
  const server = await startServer((request, response) => {
    const isKeys = request.url === '/keys';
    if (isKeys) issuer.fetches += 1;
    if (issuer.broken !== undefined) {
      response.writeHead(issuer.broken).end();
      return;
    }
    if (!isKeys && request.url !== '/.well-known/openid-configuration') {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(isKeys ? { keys } : { issuer: issuer.url, jwks_uri: issuer.jwksUrl }));
  });
  const issuer: TestIssuer = {
    server,
    url: server.url,
    jwksUrl: `${server.url}/keys`,
    fetches: 0,
    broken: undefined,
    async publish(...published) {
      keys = await Promise.all(published.map(publicJwk));
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
  await issuer.publish(...first);
  return issuer;
}
