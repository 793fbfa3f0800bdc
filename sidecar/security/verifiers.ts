/**
 * From `auth.mode` to the function that tells whom a token belongs to. Used by the one decision point. Keys of the
 * configuration are read and checked here, so that a mistake in them stops the start; those of an issuer are fetched when they
 * are needed, so that its absence does not.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { AppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { principalOf } from './claims.ts';
import type { Fetch } from './fetch-json.ts';
import { discoverIssuer, fetchKeySet } from './issuer-metadata.ts';
import { KeySet } from './key-set.ts';
import type { Principal } from './principal.ts';
import { createSecretMatcher } from './secret-matcher.ts';
import { publicKey, sharedSecret } from './static-key.ts';
import { verifyToken, type TokenRules } from './verify-token.ts';

/** Tells whom a token belongs to. Throws or rejects with `invalid-token` or `issuer-unavailable`. */
export type Verify = (token: string) => Principal | Promise<Principal>;

interface JwtSettings {
  readonly secret?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly algorithms?: readonly string[] | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | readonly string[] | undefined;
}

interface Oauth2Settings {
  readonly issuer: string;
  readonly audience: string | readonly string[];
}

export interface TokenSettings {
  readonly mode: 'token' | 'jwt' | 'oauth2';
  readonly token?: string | undefined;
  readonly clockToleranceSeconds?: number | undefined;
  readonly maxTokenBytes?: number | undefined;
  readonly jwt?: JwtSettings | undefined;
  readonly oauth2?: Oauth2Settings | undefined;
}

/** What verifying needs of the world; the real one unless said otherwise. */
export interface VerifierWorld {
  readonly fetch?: Fetch | undefined;
  readonly now?: (() => number) | undefined;
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
  readonly log?: Log | undefined;
}

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** @throws AppError `invalid-configuration` */
export function createVerifier(settings: TokenSettings, world: VerifierWorld): Verify {
  const { mode, token, jwt, oauth2 } = settings;
  switch (mode) {
    case 'jwt':
      if (jwt === undefined) throw incomplete('jwt', 'auth.jwt');
      return signedByKnownKey(jwt, settings, world);
    case 'oauth2':
      if (oauth2 === undefined) throw incomplete('oauth2', 'auth.oauth2');
      return signedByIssuer(oauth2, settings, world);
    case 'token':
      if (token === undefined || token === '') throw incomplete('token', 'auth.token');
      return staticToken(token);
  }
}

function staticToken(token: string): Verify {
  const matches = createSecretMatcher(token);
  return (presented) => {
    if (!matches(presented)) throw new AppError('invalid-token', 'The token is not the one that this server expects.');
    return { id: 'token', kind: 'token' };
  };
}

function signedByKnownKey(jwt: JwtSettings, settings: TokenSettings, world: VerifierWorld): Verify {
  const { getKey, algorithms } = keySource(jwt, world);
  const accepted = jwt.algorithms === undefined ? algorithms : algorithms.filter((name) => isAmong(jwt.algorithms ?? [], name));
  if (accepted.length === 0) {
    throw new AppError('invalid-configuration', `auth.jwt.algorithms names none that the key can sign with (${algorithms.join(', ')}).`);
  }
  const rules = { ...common(settings, world), algorithms: accepted, issuer: () => jwt.issuer, audience: jwt.audience };
  return async (token) => principalOf('jwt', await verifyToken(token, getKey, rules), token);
}

/** RFC 9864 calls by its own name what EdDSA with Ed25519 keys has been so far. */
function isAmong(chosen: readonly string[], name: string): boolean {
  return chosen.includes(name === 'Ed25519' ? 'EdDSA' : name);
}

function keySource({ secret, publicKey: pem, jwksUrl }: JwtSettings, world: VerifierWorld) {
  if (secret !== undefined) return fixed(sharedSecret(secret));
  if (pem !== undefined) return fixed(publicKey(pem, (path) => readFileSync(path, 'utf8')));
  if (jwksUrl === undefined) throw incomplete('jwt', 'one of auth.jwt.secret, auth.jwt.publicKey and auth.jwt.jwksUrl');
  const keys = keySet(world, (fetch, signal) => fetchKeySet(jwksUrl, fetch, signal));
  return { getKey: keys, algorithms: ASYMMETRIC };
}

function fixed({ key, algorithms }: ReturnType<typeof sharedSecret>) {
  const getKey: JWTVerifyGetKey = () => key;
  return { getKey, algorithms };
}

function signedByIssuer({ issuer, audience }: Oauth2Settings, settings: TokenSettings, world: VerifierWorld): Verify {
  let named: string | undefined;
  const getKey = keySet(world, async (fetch, signal) => {
    // Asked again with the keys: an issuer may move them.
    const found = await discoverIssuer(issuer, fetch, signal);
    named = found.issuer;
    return fetchKeySet(found.jwksUrl, fetch, signal);
  });
  const accepted = [audience].flat().flatMap(asClientsWriteIt);
  const rules = { ...common(settings, world), algorithms: ASYMMETRIC, issuer: () => named ?? issuer, audience: accepted };
  return async (token) => principalOf('oauth2', await verifyToken(token, getKey, rules), token);
}

/** Clients ask for a resource by a URL object, which puts a slash behind a bare host (RFC 3986, section 6.2.3: the same resource). */
function asClientsWriteIt(audience: string): string[] {
  const url = URL.parse(audience);
  return url !== null && url.origin === audience.replace(/\/$/, '') ? [url.origin, `${url.origin}/`] : [audience];
}

function keySet(
  // A wall clock that is set back would make keys seem fetched after a token that came later.
  { fetch = globalThis.fetch, now = () => performance.now(), wait = delay, log }: VerifierWorld,
  load: (fetch: Fetch, signal: AbortSignal) => Promise<JSONWebKeySet>,
): JWTVerifyGetKey {
  const keys = new KeySet({
    load: (signal) => load(fetch, signal),
    now,
    wait,
    onFailure: (error) =>
      log?.warn('The keys of the token issuer could not be fetched; requests with tokens are answered with 503', { error }),
  });
  keys.warmUp();
  return (header, token) => keys.key(header, token);
}

function common(
  { clockToleranceSeconds = 30, maxTokenBytes = 8192 }: TokenSettings,
  { now = Date.now }: VerifierWorld,
): Omit<TokenRules, 'algorithms'> {
  return { clockToleranceSeconds, maxTokenBytes, now };
}

function incomplete(mode: string, setting: string): AppError {
  return new AppError('invalid-configuration', `auth.mode is "${mode}", but ${setting} is empty.`, { hint: `Set ${setting}.` });
}
