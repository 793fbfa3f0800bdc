/**
 * The one decision point for who a request speaks for: every edge asks here (MCP in every era, streams, HTTP API), whatever
 * the mode. It decides nothing about what the caller may do.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../errors.ts';
import { SCOPES } from './authorize.ts';
import { bearerChallenge, presentedToken, type ChallengeMore } from './bearer.ts';
import type { CertificateIdentity } from './peer-certificate.ts';
import { ANONYMOUS, certified, isExpired, type Principal } from './principal.ts';
import { createVerifier, type TokenSettings, type Verify, type VerifierWorld } from './verifiers.ts';

export interface AuthRequest {
  readonly method: string;
  /** Without the query, as the client asked for it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Where the metadata of the resource that is asked for stands (RFC 9728), for the challenge of mode oauth2. */
  readonly resourceMetadata?: string | undefined;
  /** Whom the client certificate of the connection names, where one is demanded. */
  readonly certificate?: CertificateIdentity | undefined;
  /** How the session that the request names was opened, if it names one that exists. */
  readonly session?: Authenticated | undefined;
}

export interface Authenticated {
  readonly principal: Principal;
  /** Where the proof stood. */
  readonly carrier: 'none' | 'header' | 'query';
}

export interface Unauthenticated {
  readonly error: AppError;
  /** Value of `WWW-Authenticate`. */
  readonly challenge: string;
}

export type AuthResult = ({ readonly ok: true } & Authenticated) | ({ readonly ok: false } & Unauthenticated);

export type Authenticate = (request: AuthRequest) => AuthResult | Promise<AuthResult>;

interface AuthSettings extends Omit<TokenSettings, 'mode'> {
  readonly mode: 'none' | TokenSettings['mode'];
  /** Roles of those whom a certificate alone tells apart. */
  readonly certificateRoles?: readonly string[] | undefined;
}

interface AuthSurroundings extends VerifierWorld {
  /** The one path on which a token may stand in the query: MQTTX opens it and can send no header. */
  readonly queryTokenPath: string;
}

/** Throws `invalid-configuration` where the mode cannot be served. */
export function createAuthenticator(settings: AuthSettings, surroundings: AuthSurroundings): Authenticate {
  const authenticate = createModeAuthenticator(settings, surroundings);
  // The token of a mode is demanded besides the certificate; both have to belong to the same caller from then on.
  return (request) => {
    const result = authenticate(request);
    const { certificate } = request;
    if (certificate === undefined) return result;
    const combine = (found: AuthResult): AuthResult =>
      found.ok ? { ...found, principal: certified(found.principal, certificate, settings.certificateRoles ?? []) } : found;
    return result instanceof Promise ? result.then(combine) : combine(result);
  };
}

function createModeAuthenticator(settings: AuthSettings, surroundings: AuthSurroundings): Authenticate {
  const { mode } = settings;
  if (mode === 'none') return () => ({ ok: true, principal: ANONYMOUS, carrier: 'none' });
  const { queryTokenPath, now = Date.now, log } = surroundings;
  const verify = createVerifier({ ...settings, mode }, surroundings);
  // MCP, "Authorization": access tokens must not stand in addresses.
  if (mode === 'oauth2') return createBearerAuthenticator(verify, { now, queryTokenPath: undefined, more: oauthChallenge, log });
  return createBearerAuthenticator(verify, { now, queryTokenPath, more: () => ({}), log });
}

/** What an MCP client needs to get a token: whom to ask, and for what. */
function oauthChallenge({ resourceMetadata }: AuthRequest): ChallengeMore {
  return { scope: SCOPES.filter((scope) => scope !== 'mqtt:admin').join(' '), resourceMetadata };
}

interface BearerRules {
  readonly now: () => number;
  readonly queryTokenPath: string | undefined;
  readonly more: (request: AuthRequest) => ChallengeMore;
  readonly log: VerifierWorld['log'];
}

function createBearerAuthenticator(verify: Verify, { now, queryTokenPath, more, log }: BearerRules): Authenticate {
  return async (request) => {
    const { method, path, query, headers, session } = request;
    const refuse = (error: AppError, code?: 'invalid_request' | 'invalid_token'): AuthResult => {
      // That a token is asked for is how clients begin.
      log?.[code === undefined ? 'debug' : 'info']('Not let in', { method, path, reason: error.message });
      return { ok: false, error, challenge: bearerChallenge(code, code === undefined ? undefined : error.message, more(request)) };
    };
    const presented = presentedToken(headers, path === queryTokenPath ? query.getAll('token') : []);
    switch (presented.kind) {
      case 'malformed': {
        const hint = 'Send one token, as Authorization: Bearer <token>.';
        return refuse(new AppError('invalid-arguments', presented.reason, { hint }), 'invalid_request');
      }
      case 'none':
        return mayGoOn(session, now()) ? { ok: true, ...session } : refuse(new AppError('unauthorized', 'The request carries no token.'));
      case 'token':
        try {
          return { ok: true, principal: await verify(presented.token), carrier: presented.carrier };
        } catch (error) {
          if (error instanceof AppError && error.code === 'invalid-token') return refuse(error, 'invalid_token');
          throw error;
        }
    }
  };
}

/** A client that could send no header when it opened its session can send none with its messages; their session id stands for it. */
function mayGoOn(session: Authenticated | undefined, now: number): session is Authenticated {
  return session?.carrier === 'query' && !isExpired(session.principal, now);
}
