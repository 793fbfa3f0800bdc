/**
 * The access token that a broker takes for a password: fetched by OAuth 2.0 client credentials (RFC 6749, section 4.4) when it is
 * needed, shared by all connections of a profile, and fetched anew before it runs out. Neither it nor the client's secret is ever
 * part of a message.
 */
import { decodeJwt } from 'jose';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import { AppError } from '../errors.ts';
import type { Fetch } from '../security/fetch-json.ts';
import { discoverTokenEndpoint } from '../security/issuer-metadata.ts';
import type { AccessToken, TokenSource } from './types.ts';

export interface AccessTokenSettings {
  /** One of the two is given. */
  readonly tokenUrl?: string | undefined;
  readonly issuer?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuthentication: 'basic' | 'post';
  readonly scope?: string | undefined;
  readonly audience?: string | undefined;
  readonly resource?: string | undefined;
}

interface AccessTokenParts {
  readonly settings: AccessTokenSettings;
  readonly fetch?: Fetch | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

const FETCH_TIMEOUT_MS = 10_000;
/** A token is renewed when a quarter of its life is left, or that much, whichever is less. */
const MAX_MARGIN_MS = 5 * 60_000;

interface HeldToken extends AccessToken {
  readonly expiresAt: number;
}

export class AccessTokens implements TokenSource {
  readonly #settings: AccessTokenSettings;
  readonly #fetch: Fetch;
  readonly #now: () => number;
  #held: HeldToken | undefined;
  #fetching: Promise<HeldToken> | undefined;

  constructor({ settings, fetch = globalThis.fetch, now = Date.now }: AccessTokenParts) {
    this.#settings = settings;
    this.#fetch = fetch;
    this.#now = now;
  }

  async next(): Promise<AccessToken> {
    const held = this.#held;
    if (held !== undefined && this.#now() < held.renewAt) return held;
    try {
      return await (this.#fetching ??= this.#request().finally(() => {
        this.#fetching = undefined;
      }));
    } catch (error) {
      // It is good until its end; whoever renews ahead of that sees that it is the same one.
      if (held !== undefined && this.#now() < held.expiresAt) return held;
      throw error;
    }
  }

  async #request(): Promise<HeldToken> {
    const { clientId, clientSecret, clientAuthentication, scope, audience, resource } = this.#settings;
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    let endpoint = this.#settings.tokenUrl;
    try {
      endpoint ??= await discoverTokenEndpoint(this.#settings.issuer ?? '', this.#fetch, signal);
      const server = { issuer: this.#settings.issuer ?? new URL(endpoint).origin, token_endpoint: endpoint };
      const client = { client_id: clientId };
      const authentication = clientAuthentication === 'post' ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
      const parameters = Object.entries({ scope, audience, resource }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      );
      // oxlint-disable-next-line typescript/no-deprecated -- a mark of warning; what is plain HTTP is so because the configuration says it
      const options = { signal, [customFetch]: this.#fetch, [allowInsecureRequests]: true };
      const response = await clientCredentialsGrantRequest(server, client, authentication, parameters, options);
      const { access_token: text, expires_in: seconds } = await processClientCredentialsResponse(server, client, response);
      this.#held = this.#dated(text, seconds);
      return this.#held;
    } catch (error) {
      throw unavailable(endpoint ?? this.#settings.issuer ?? '', error);
    }
  }

  #dated(text: string, seconds: number | undefined): HeldToken {
    const now = this.#now();
    const expiresAt = seconds === undefined ? expiryOf(text) : now + seconds * 1_000;
    return { text, expiresAt, renewAt: expiresAt - Math.min(MAX_MARGIN_MS, (expiresAt - now) / 4) };
  }
}

/** Where the server has not said it, the token may; one that says nothing is taken to last. */
function expiryOf(text: string): number {
  try {
    const { exp } = decodeJwt(text);
    return exp === undefined ? Infinity : exp * 1_000;
  } catch {
    return Infinity;
  }
}

function unavailable(address: string, error: unknown): AppError {
  const isRefusal = error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError;
  const detail = `No token for the broker could be got from ${withoutCredentials(address)}: ${wordsFor(error)}.`;
  // Without the cause: whoever logs it would show that in place of these words.
  return new AppError(
    'broker-token-unavailable',
    detail,
    isRefusal ? { hint: 'Check oauth2.clientId, clientSecret, scope and audience of the profile with the authorization server.' } : {},
  );
}

function wordsFor(error: unknown): string {
  if (error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error;
    const said = description === undefined || description === '' ? code : `${code}, ${description}`;
    return `it refused with ${error.status} (${said.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200)})`;
  }
  if (error instanceof WWWAuthenticateChallengeError) return `it refused with ${error.status}`;
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it did not answer within ${FETCH_TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  if (cause instanceof Response) return `it answered with ${cause.status}, and not with a token`;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `${error.message.replace(/\.$/, '')}${code}`;
}

function withoutCredentials(address: string): string {
  const url = URL.parse(address);
  return url === null ? 'the authorization server' : `${url.origin}${url.pathname}`;
}
