/**
 * Where an issuer keeps its keys: discovery by RFC 8414 and by OpenID Connect, and the key set itself. Used by the verifier of
 * mode oauth2, and for its second half by mode jwt.
 */
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { fetchJson, type Fetch } from './fetch-json.ts';

const httpUrl = z.url({ protocol: /^https?$/ });
const metadataSchema = z.object({ issuer: z.string(), jwks_uri: httpUrl });
const tokenMetadataSchema = z.object({ issuer: z.string(), token_endpoint: httpUrl });

/**
 * The places of the metadata, in the order in which they are tried: RFC 8414, section 3 (the well-known part stands between
 * host and path), and OpenID Connect Discovery, section 4 (it stands at the end).
 */
export function metadataAddresses(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, '');
  const addresses = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  return [...new Set(addresses)];
}

export interface Issuer {
  /** As tokens name it. */
  readonly issuer: string;
  readonly jwksUrl: string;
}

/** Rejects with an `Error` that tells what was found at each place. */
export async function discoverIssuer(issuer: string, fetch: Fetch, signal: AbortSignal): Promise<Issuer> {
  return discover(issuer, fetch, signal, (document, address) => understood(document, issuer, address));
}

/** Where an issuer gives out tokens. Rejects as `discoverIssuer`. */
export async function discoverTokenEndpoint(issuer: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  return discover(issuer, fetch, signal, (document, address) => {
    const parsed = tokenMetadataSchema.safeParse(document);
    if (!parsed.success) throw new Error(`${address} names no issuer or no token_endpoint`);
    assertIssuer(parsed.data.issuer, issuer, address);
    return parsed.data.token_endpoint;
  });
}

async function discover<Found>(
  issuer: string,
  fetch: Fetch,
  signal: AbortSignal,
  read: (document: unknown, address: string) => Found,
): Promise<Found> {
  const failures: string[] = [];
  for (const address of metadataAddresses(issuer)) {
    try {
      return read(await fetchJson(address, fetch, signal), address);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(failures.join('; '));
}

function understood(document: unknown, issuer: string, address: string): Issuer {
  const parsed = metadataSchema.safeParse(document);
  if (!parsed.success) throw new Error(`${address} names no issuer or no jwks_uri`);
  assertIssuer(parsed.data.issuer, issuer, address);
  return { issuer: parsed.data.issuer, jwksUrl: parsed.data.jwks_uri };
}

/** RFC 8414, section 3.3: metadata of another issuer must not be used. A slash at the end is written or not. */
function assertIssuer(found: string, issuer: string, address: string): void {
  if (withoutSlash(found) !== withoutSlash(issuer)) throw new Error(`${address} is that of another issuer`);
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}

export async function fetchKeySet(url: string, fetch: Fetch, signal: AbortSignal): Promise<JSONWebKeySet> {
  const document = await fetchJson(url, fetch, signal);
  if (!isKeySet(document)) throw new Error(`${url} answered with something that is no key set`);
  return document;
}

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

function isKeySet(document: unknown): document is JSONWebKeySet {
  return keySetSchema.safeParse(document).success;
}
