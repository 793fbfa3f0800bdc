/**
 * The one decision point for who a request speaks for: every edge asks here (MCP in every era, streams, HTTP API). Modes
 * `none` and `token`; signed tokens join as further ways to verify what was presented. It decides nothing about what the
 * caller may do.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../errors.ts';
import { bearerChallenge, presentedToken } from './bearer.ts';
import { ANONYMOUS, type Principal } from './principal.ts';
import { createSecretMatcher } from './secret-matcher.ts';

export interface AuthRequest {
  readonly method: string;
  /** Without the query, as the client asked for it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
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

interface AuthSettings {
  readonly mode: 'none' | 'token' | 'jwt' | 'oauth2';
  readonly token?: string | undefined;
}

interface AuthSurroundings {
  /** The one path on which a token may stand in the query: MQTTX opens it and can send no header. */
  readonly queryTokenPath: string;
  readonly now?: () => number;
}

/** Tells whom a token belongs to, or throws an `AppError` (`invalid-token`). */
type Verify = (token: string) => Principal | Promise<Principal>;

/** Throws `invalid-configuration` where the mode cannot be served. */
export function createAuthenticator(settings: AuthSettings, surroundings: AuthSurroundings): Authenticate {
  if (settings.mode === 'none') return () => ({ ok: true, principal: ANONYMOUS, carrier: 'none' });
  return createBearerAuthenticator(verifierOf(settings), surroundings);
}

function verifierOf({ mode, token }: AuthSettings): Verify {
  if (mode !== 'token') {
    throw new AppError('invalid-configuration', `auth.mode "${mode}" is not available in this version.`, {
      hint: 'Use "none" or "token".',
    });
  }
  if (token === undefined || token === '') {
    throw new AppError('invalid-configuration', 'auth.mode is "token", but auth.token is empty.', { hint: 'Set auth.token.' });
  }
  const matches = createSecretMatcher(token);
  return (presented) => {
    if (!matches(presented)) throw new AppError('invalid-token', 'The token is not the one that this server expects.');
    return { id: 'token', kind: 'token' };
  };
}

function createBearerAuthenticator(verify: Verify, { queryTokenPath, now = Date.now }: AuthSurroundings): Authenticate {
  return async ({ path, query, headers, session }) => {
    const presented = presentedToken(headers, path === queryTokenPath ? query.getAll('token') : []);
    switch (presented.kind) {
      case 'malformed':
        return refuse(
          new AppError('invalid-arguments', presented.reason, { hint: 'Send one token, as Authorization: Bearer <token>.' }),
          'invalid_request',
        );
      case 'none':
        return mayGoOn(session, now()) ? { ok: true, ...session } : refuse(new AppError('unauthorized', 'The request carries no token.'));
      case 'token':
        return verified(verify, presented.token, presented.carrier);
    }
  };
}

/** A client that could send no header when it opened its session can send none with its messages; their session id stands for it. */
function mayGoOn(session: Authenticated | undefined, now: number): session is Authenticated {
  return session?.carrier === 'query' && (session.principal.expiresAt ?? Infinity) > now;
}

async function verified(verify: Verify, token: string, carrier: 'header' | 'query'): Promise<AuthResult> {
  try {
    return { ok: true, principal: await verify(token), carrier };
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-token') return refuse(error, 'invalid_token');
    throw error;
  }
}

function refuse(error: AppError, code?: 'invalid_request' | 'invalid_token'): AuthResult {
  return { ok: false, error, challenge: code === undefined ? bearerChallenge() : bearerChallenge(code, error.message) };
}
