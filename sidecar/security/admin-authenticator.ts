/**
 * Who may use the dashboard's API: whoever holds the admin token, which is another one than that of the clients. Used by the
 * admin API, and by metrics and health for what they tell to strangers.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../errors.ts';
import type { AuthResult } from './authenticate.ts';
import { bearerChallenge, presentedToken } from './bearer.ts';
import type { Principal } from './principal.ts';
import { createSecretMatcher } from './secret-matcher.ts';

const ADMIN: Principal = { id: 'admin', kind: 'admin' };

export interface AdminAuthenticator {
  /** For the address of the dashboard, which is printed at start. */
  readonly token: string;
  /** The token in the header only: an address with a token in it ends up in histories and logs. */
  authenticate(headers: IncomingHttpHeaders): AuthResult;
}

/** Without a token in the configuration a new one is made: 32 random bytes, base64url. */
export function createAdminAuthenticator(settings: { readonly token?: string | undefined }): AdminAuthenticator {
  const token = settings.token ?? randomBytes(32).toString('base64url');
  const matches = createSecretMatcher(token);
  return {
    token,
    authenticate(headers) {
      const presented = presentedToken(headers, []);
      if (presented.kind === 'none') {
        return { ok: false, error: new AppError('unauthorized', 'The request carries no admin token.'), challenge: bearerChallenge() };
      }
      if (presented.kind === 'token' && matches(presented.token)) return { ok: true, principal: ADMIN, carrier: 'header' };
      const error = new AppError('invalid-token', 'The admin token is not the one that this server expects.', {
        hint: 'Open the dashboard under the address that the server printed when it started.',
      });
      return { ok: false, error, challenge: bearerChallenge('invalid_token', error.message) };
    },
  };
}
